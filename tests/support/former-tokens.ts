import { makePerson, makeRole, setRole } from './accounts';
import { firstAdmin, type Client } from './cms';

/** A host of any version. */
export interface AnyHost {
  as(bearer?: string): Client;
}

/** Tokens that version 0.1.0 has made. */
export interface FormerTokens {
  /** All keys that there have been, by the token's name. */
  keys: Record<string, string>;
  /** The ids of the tokens that are there, by name. */
  ids: Record<string, number>;
  /** What the first admin sees of each token, the key included; without the ids of its permissions, which change. */
  shownIn(host: AnyHost): Promise<Record<string, any>>;
  /** The status that each key gets from each route of both APIs. */
  answersOf(host: AnyHost): Promise<Record<string, Record<string, number>>>;
}

/** What differs between hosts. */
export interface FormerTokensOptions {
  /** The prefix of the plugin's admin API. */
  prefix: '' | '/admin';
  /** A permission that only this host has, for the token `keeper`, and the route that it is for. */
  own?: { permission: object; path: string };
}

const DAY = 86_400_000;
const API_TOKENS = ['read', 'create'].map((verb) => `plugin::api-tokens.api-tokens.${verb}`);
const ADMIN_TOKENS = 'plugin::api-tokens.admin-tokens.create';

/**
 * Makes tokens in a host of version 0.1.0 over its API: of both kinds and all types, with and without an end, by several people and by a token. One is
 * regenerated, one deleted; one loses a permission with its owner's role, and the owner of another is deactivated.
 */
export async function makeFormerTokens(host: AnyHost, { prefix, own }: FormerTokensOptions): Promise<FormerTokens> {
  const keys: Record<string, string> = {};
  const ids: Record<string, number> = {};
  const paths = new Map<string, string>();
  const requests = [
    ...['/api/articles', '/api/categories', `${prefix}/api-tokens`, `${prefix}/admin-tokens`, '/admin/users', '/admin/roles', ...(own ? [own.path] : [])]
      .map((path) => ['get', path, undefined] as const),
    ['post', '/api/articles', { data: { title: 'By a token' } }],
    // Without a name: 400 for who may create tokens.
    ['post', `${prefix}/api-tokens`, {}],
  ] as const;

  async function make(client: Client, kind: 'api-tokens' | 'admin-tokens', name: string, more: object): Promise<void> {
    const { id, accessKey } = (await client.post(`${prefix}/${kind}`, { name, ...more }).expect(201)).body.data;
    keys[name] = accessKey;
    ids[name] = id;
    paths.set(name, `${prefix}/${kind}/${id}`);
  }

  await host.as().post('/admin/register-admin', firstAdmin).expect(200);
  const admin = await logIn(host);
  const roles = [
    await makeRole(admin, 'Max', [...API_TOKENS, ADMIN_TOKENS, 'admin::users.read']),
    await makeRole(admin, 'Eve', [ADMIN_TOKENS, 'admin::users.read']),
  ] as const;
  const [max, eve] = [await makePerson(host, admin, 'Max', [roles[0]]), await makePerson(host, admin, 'Eve', [roles[1]])];
  const byMax = await logIn(host, max);

  await make(admin, 'api-tokens', 'full', { type: 'full-access', description: 'Überall 🌍' });
  await make(admin, 'api-tokens', 'reader', { type: 'read-only', lifespan: 90 * DAY });
  await make(byMax, 'api-tokens', 'custom', { type: 'custom', lifespan: 30 * DAY, permissions: ['api::article.article.find', 'api::article.article.create'] });
  await make(admin, 'api-tokens', 'regenerated', { type: 'read-only' });
  await make(admin, 'api-tokens', 'deleted', { type: 'full-access' });
  await make(admin, 'admin-tokens', 'keeper', {
    lifespan: 30 * DAY,
    adminPermissions: [...API_TOKENS.map((action) => ({ action })), { action: 'admin::roles.read', conditions: [] }, ...(own ? [own.permission] : [])],
  });
  await make(host.as(keys['keeper']), 'api-tokens', 'made by keeper', { type: 'read-only' });
  await make(admin, 'admin-tokens', 'without permissions', { adminPermissions: [] });
  await make(byMax, 'admin-tokens', 'of Max', { adminPermissions: [API_TOKENS[0], 'admin::users.read'].map((action) => ({ action })) });
  await make(await logIn(host, eve), 'admin-tokens', 'of Eve', { adminPermissions: [{ action: 'admin::users.read' }] });

  keys['regenerated, before'] = keys['regenerated']!;
  keys['regenerated'] = (await admin.post(`${paths.get('regenerated')}/regenerate`).expect(201)).body.data.accessKey;
  await admin.delete(paths.get('deleted')!).expect(200);
  paths.delete('deleted');
  delete ids['deleted'];
  await setRole(admin, roles[0], [...API_TOKENS, ADMIN_TOKENS]);
  await admin.put(`/admin/users/${eve.id}`, { isActive: false }).expect(200);

  return {
    keys,
    ids,

    async shownIn(place) {
      const reader = await logIn(place);
      const shown: Record<string, any> = {};
      for (const [name, path] of paths) {
        const { adminPermissions, ...token } = (await reader.get(path).expect(200)).body.data;
        shown[name] = { ...token, ...(adminPermissions && { adminPermissions: adminPermissions.map(({ id: _, ...permission }: any) => permission) }) };
      }
      return shown;
    },

    async answersOf(place) {
      const answers: Record<string, Record<string, number>> = {};
      for (const [name, key] of Object.entries(keys)) {
        answers[name] = {};
        for (const [method, path, body] of requests) answers[name][`${method} ${path}`] = (await place.as(key)[method](path, body)).status;
      }
      return answers;
    },
  };
}

/** The client of a person; of the first admin if none is given. */
export async function logIn(host: AnyHost, { email, password }: { email: string; password: string } = firstAdmin): Promise<Client> {
  return host.as((await host.as().post('/admin/login', { email, password }).expect(200)).body.data.token);
}
