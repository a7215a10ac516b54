import type { Response, Test } from 'supertest';
import description from '../../server/openapi.json';
import { checkJson } from '../support/checks/check-json';
import type { Client } from '../support/cms';
import type { ApiHost } from '../support/hosts/api-host';
import { differences, onHost } from './differences';

type Operations = Record<string, Record<string, any>>;

const paths = Object.entries(description.paths as Operations).map(([path, operations]) => (
  { operations, pattern: new RegExp(`^${path.replace(/\./g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`), isExact: !path.includes('{') }));

/** A host whose every answer to a described operation has to be as the description says. `answered` gets the operations that succeeded. */
export function describedHost(host: ApiHost, answered: Set<string>): ApiHost {
  const prefix = onHost(host, differences.pluginPrefix);

  function check(method: string, path: string, { status, body }: Response): void {
    const below = path.startsWith(`${prefix}/`) ? path.slice(prefix.length).split('?', 1)[0]! : '';
    const matching = paths.filter(({ pattern }) => pattern.test(below));
    const operation = (matching.find(({ isExact }) => isExact) ?? matching[0])?.operations[method];
    if (operation === undefined || status === 404 && body?.error === undefined) return;
    const response = operation.responses[status] ?? (status >= 400 ? description.components.responses.Error : null);
    if (response === null) throw new Error(`${method} ${path} is not described as answering ${status}.`);
    const wrong = checkJson(body, response.content['application/json'].schema, description);
    if (wrong.length > 0) throw new Error(`The answer ${status} to ${method} ${path} is not as described:\n${wrong.join('\n')}`);
    if (status < 400) answered.add(operation.operationId);
  }

  const checked = (client: Client): Client => {
    const checking = (method: string, path: string, test: Test) => test.expect((response: Response) => check(method, path, response));
    return {
      get: (path) => checking('get', path, client.get(path)),
      post: (path, body) => checking('post', path, client.post(path, body)),
      put: (path, body) => checking('put', path, client.put(path, body)),
      delete: (path) => checking('delete', path, client.delete(path)),
    };
  };

  return Object.create(host, { as: { value: (bearer?: string) => checked(host.as(bearer)) } });
}

/** The ids of all operations that are described. */
export const operationIds = Object.values(description.paths as Operations).flatMap((operations) => Object.values(operations).map(({ operationId }) => operationId as string));
