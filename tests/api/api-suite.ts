import type { ApiHost } from '../support/api-host';
import { firstAdmin, type Client } from '../support/cms';
import { describeAdminTokens } from './admin-tokens';
import { describeContentApiTokens } from './content-api-tokens';
import { differences, onHost } from './differences';
import { describeMadeByTokens } from './made-by-tokens';
import { describeNoWayUp } from './no-way-up';
import { describeTokenCrossing } from './token-crossing';
import { describeUse } from './use';

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
    host = await start();
    await host.as().post('/admin/register-admin', firstAdmin).expect(200);
    admin = host.as(await logIn(host, firstAdmin));
  });
  afterAll(() => host?.stop());

  describeContentApiTokens(api);
  describeAdminTokens(api);
  describeUse(api);
  describeNoWayUp(api);
  describeMadeByTokens(api);
  describeTokenCrossing(api);
}

/** The JWT of a person. */
export async function logIn(host: ApiHost, { email, password }: { email: string; password: string }): Promise<string> {
  return (await host.as().post('/admin/login', { email, password }).expect(200)).body.data.token;
}
