import description from '../../server/openapi.json';
import { firstAdmin, type Client } from '../support/cms';
import type { ApiHost } from '../support/hosts/api-host';
import { describeAdminTokens } from './admin-tokens';
import { describeAllowedAddresses } from './allowed-addresses';
import { describeContentApiTokens } from './content-api-tokens';
import { describedHost, operationIds } from './described-host';
import { differences, onHost } from './differences';
import { describeExplainedRequests } from './explained-requests';
import { describeFoundKeys } from './found-keys';
import { describeLifeOfTokens } from './life-of-tokens';
import { describeMadeByTokens } from './made-by-tokens';
import { describeNoWayUp } from './no-way-up';
import { describeRateLimits } from './rate-limits';
import { describeTokenCrossing } from './token-crossing';
import { describeUse } from './use';
import { describeWatchedTokens } from './watched-tokens';
import { describeWhyDenied } from './why-denied';

/** What the parts of the suite share: one host, one super admin. */
export interface Api {
  readonly host: ApiHost;
  /** The first super admin. */
  readonly admin: Client;
  /** A path of the plugin: `/api-tokens`, `/admin-tokens/1`. */
  path(path: string): string;
  /** A name that no token has yet. */
  newName(): string;
  /** Stops and starts the host, and logs the super admin in again. */
  restart(variables?: Record<string, string>): Promise<void>;
}

/** The contract of the plugin's API and of the keys it makes, on a host that `start` starts on an empty database. */
export function describeApi(start: () => Promise<ApiHost>): void {
  let host: ApiHost;
  let admin: Client;
  let names = 0;
  const answered = new Set<string>();
  const api: Api = {
    get host() {
      return host;
    },
    get admin() {
      return admin;
    },
    path: (path) => `${onHost(host, differences.pluginPrefix)}${path}`,
    newName: () => `token ${++names}`,
    async restart(variables) {
      await host.restart(variables);
      admin = host.as(await logIn(host, firstAdmin));
    },
  };

  beforeAll(async () => {
    host = describedHost(await start(), answered);
    await host.as().post('/admin/register-admin', firstAdmin).expect(200);
    admin = host.as(await logIn(host, firstAdmin));
  });
  afterAll(() => host?.stop());

  describeContentApiTokens(api);
  describeAdminTokens(api);
  describeLifeOfTokens(api);
  describeAllowedAddresses(api);
  describeFoundKeys(api);
  describeRateLimits(api);
  describeUse(api);
  describeWatchedTokens(api);
  describeWhyDenied(api);
  describeExplainedRequests(api);
  describeNoWayUp(api);
  describeMadeByTokens(api);
  describeTokenCrossing(api);

  it('serves the description that every answer above was compared with, and has tested all of it', async () => {
    const { body } = await admin.get(api.path('/api-tokens/openapi.json')).expect(200);
    expect(body).toEqual({ ...description, servers: [{ url: onHost(host, differences.pluginPrefix) || '/' }] });
    const made = (await admin.post(api.path('/api-tokens'), { name: api.newName() }).expect(201)).body.data;
    const job = (await admin.post(api.path('/admin-tokens'), { name: api.newName() }).expect(201)).body.data;
    const others = ['/token-events?page=1', '/token-secrets', `/api-tokens/${made.id}/events`, `/admin-tokens/${job.id}/events`];
    for (const path of others) await admin.get(api.path(path)).expect(200);
    const imports = onHost(host, differences.importOfStrapiTokens);
    await admin.get(api.path('/strapi-tokens')).expect(imports);
    await admin.post(api.path('/strapi-tokens/import'), {}).expect(imports);
    expect(operationIds.filter((id) => !answered.has(id))).toEqual(imports === 200 ? [] : ['GetStrapiTokens', 'ImportStrapiTokens']);
  });
}

/** The JWT of a person. */
export async function logIn(host: ApiHost, { email, password }: { email: string; password: string }): Promise<string> {
  return (await host.as().post('/admin/login', { email, password }).expect(200)).body.data.token;
}
