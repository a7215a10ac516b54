import description from '../../server/openapi.json';
import { makeDescription } from '../../scripts/openapi';
import { describeApi } from '../../server/describe-api';
import routes from '../../server/routes';
import { checkJson } from '../support/checks/check-json';

describe('the description of the admin API', () => {
  it('is what the contract, the validation and the routes say: npm run openapi', () => {
    expect(description).toEqual(JSON.parse(JSON.stringify(makeDescription())));
  });

  it('has every route of the plugin, and no other', () => {
    const routed = routes.admin.routes.map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`);
    const described = Object.entries(description.paths).flatMap(([path, operations]) => Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`));
    expect(described.sort()).toEqual([...routed, 'GET /admin-tokens/self'].sort());
  });

  it('names each operation once, and refers to nothing that is not there', () => {
    const ids = Object.values(description.paths).flatMap((operations) => Object.values(operations).map(({ operationId }: any) => operationId));
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, name] of JSON.stringify(description).matchAll(/"#\/components\/schemas\/(\w+)"/g)) expect(Object.keys(description.components.schemas)).toContain(name);
  });

  it('says where the host has the API', () => {
    expect(describeApi('/admin/api-tokens/openapi.json').servers).toEqual([{ url: '/admin' }]);
    expect(describeApi('/api-tokens/openapi.json').servers).toEqual([{ url: '/' }]);
  });

  it.each([
    ['a field that is missing', { page: 1, pageSize: 25, pageCount: 1 }, '/total: is missing'],
    ['a field too many', { page: 1, pageSize: 25, pageCount: 1, total: 1, key: 'secret' }, '/key: is not described'],
    ['a wrong type', { page: '1', pageSize: 25, pageCount: 1, total: 1 }, '/page: must be number'],
  ])('does not hold for an answer with %s', (_what, value, wrong) => {
    const { Pagination } = description.components.schemas;
    expect(checkJson({ page: 1, pageSize: 25, pageCount: 1, total: 1 }, Pagination, description)).toEqual([]);
    expect(checkJson(value, Pagination, description)).toEqual([expect.stringContaining(wrong)]);
  });
});
