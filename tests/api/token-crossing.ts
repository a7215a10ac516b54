import { actions } from '../../server/actions';
import { WHOLE } from '../../server/input/list-query';
import routes from '../../server/routes';
import { permissionsOf } from '../support/admin-token';
import type { Client } from '../support/cms';
import type { Api } from './api-suite';
import { grant, makeOwner, makeSuperAdmin, makeToken, type MadeAdminToken, type Person } from './people';

/**
 * Every command on tokens, and what comes of it: an error's status, `bare` (done, without a key), `key` (done, with one), `capped` (a key
 * that ends with the caller), `listed` or `absent`; `-` where there is no such target. Where a command takes a body, the table names it.
 *
 * On the left an admin token that ends in a week and has all rights over tokens is the caller, and the target is a token of the same
 * owner's: `weaker` and `stronger` (or read-only and full-access) end sooner, `equal` ends with it, `longer` in a month; it is `own`, made by
 * the caller (`child`) or has made the caller (`parent`); `other` is another person's. On the right others call: the target's `owner`, or
 * one whose token has made it; another `person` with all rights over tokens; a super admin (`super`); and the host's own code (`operator`).
 */
const TABLE = `
  command                                body     needs                    | weaker equal  stronger longer endless own    child  parent other  | owner  person super  operator
  GET    /admin-tokens                   -        admin-tokens.read        | listed listed listed   listed listed  listed listed listed absent | listed absent listed listed
  POST   /admin-tokens                   wish     admin-tokens.create      | capped capped 400      capped capped  -      -      -      -      | key    400    key    403
  GET    /admin-tokens/:id               -        admin-tokens.read        | key    key    bare     bare   bare    key    key    bare   404    | key    404    bare   bare
  POST   /admin-tokens/identify          key      admin-tokens.read        | bare   bare   bare     bare   bare    bare   bare   bare   404    | bare   404    bare   bare
  POST   /admin-tokens/:id/explain       ask      admin-tokens.read        | bare   bare   bare     bare   bare    bare   bare   bare   404    | bare   404    bare   bare
  PUT    /admin-tokens/:id               describe admin-tokens.update      | bare   bare   403      403    403     bare   bare   403    403    | bare   403    bare   bare
  PUT    /admin-tokens/:id               pause    admin-tokens.update      | bare   bare   403      403    403     bare   bare   403    403    | bare   403    bare   bare
  PUT    /admin-tokens/:id               resume   admin-tokens.update      | bare   bare   403      403    403     401    bare   401    403    | bare   403    bare   bare
  PUT    /admin-tokens/:id               shorten  admin-tokens.update      | bare   bare   403      403    403     bare   bare   403    403    | bare   403    bare   bare
  PUT    /admin-tokens/:id               extend   admin-tokens.update      | 400    400    403      403    403     400    400    403    403    | bare   403    bare   bare
  PUT    /admin-tokens/:id               unlimit  admin-tokens.update      | 400    400    403      403    403     400    400    403    403    | bare   403    bare   bare
  PUT    /admin-tokens/:id               narrow   admin-tokens.update      | bare   bare   403      403    403     bare   bare   403    403    | bare   403    bare   bare
  PUT    /admin-tokens/:id               widen    admin-tokens.update      | 400    400    403      403    403     400    400    403    403    | bare   403    bare   bare
  POST   /admin-tokens/:id/regenerate    none     admin-tokens.regenerate  | key    key    403      403    403     key    key    403    403    | key    403    403    403
  POST   /admin-tokens/:id/regenerate    keep     admin-tokens.regenerate  | key    key    403      403    403     key    key    403    403    | key    403    403    403
  DELETE /admin-tokens/:id/previous-key  -        admin-tokens.regenerate  | bare   bare   403      403    403     bare   bare   403    403    | bare   403    403    403
  DELETE /admin-tokens/:id               -        admin-tokens.delete      | bare   bare   403      403    403     bare   bare   403    403    | bare   403    bare   bare
  GET    /admin-tokens/:id/owner-permissions - admin-tokens.read           | bare   bare   bare     bare   bare    bare   bare   bare   403    | bare   403    bare   bare
  GET    /admin-tokens/usage             -        admin-tokens.read        | listed listed listed   listed listed  listed listed listed absent | listed absent listed listed
  GET    /admin-tokens/:id/usage         -        admin-tokens.read        | bare   bare   bare     bare   bare    bare   bare   bare   404    | bare   404    bare   bare
  GET    /admin-tokens/:id/denials       -        admin-tokens.read        | bare   bare   bare     bare   bare    bare   bare   bare   404    | bare   404    bare   bare
  GET    /api-tokens                     -        api-tokens.read          | listed listed listed   listed listed  -      listed -      listed | listed listed listed listed
  POST   /api-tokens                     wish     api-tokens.create        | capped capped capped   capped capped  -      -      -      -      | key    key    key    key
  GET    /api-tokens/:id                 -        api-tokens.read          | key    key    key      bare   bare    -      key    -      key    | key    key    key    key
  POST   /api-tokens/identify            key      api-tokens.read          | bare   bare   bare     bare   bare    -      bare   -      bare   | bare   bare   bare   bare
  POST   /api-tokens/:id/explain         ask      api-tokens.read          | bare   bare   bare     bare   bare    -      bare   -      bare   | bare   bare   bare   bare
  PUT    /api-tokens/:id                 describe api-tokens.update        | bare   bare   bare     403    403     -      bare   -      bare   | bare   bare   bare   bare
  PUT    /api-tokens/:id                 pause    api-tokens.update        | bare   bare   bare     403    403     -      bare   -      bare   | bare   bare   bare   bare
  PUT    /api-tokens/:id                 resume   api-tokens.update        | bare   bare   bare     403    403     -      bare   -      bare   | bare   bare   bare   bare
  PUT    /api-tokens/:id                 shorten  api-tokens.update        | bare   bare   bare     403    403     -      bare   -      bare   | bare   bare   bare   bare
  PUT    /api-tokens/:id                 extend   api-tokens.update        | 400    400    400      403    403     -      400    -      400    | 400    bare   bare   bare
  PUT    /api-tokens/:id                 unlimit  api-tokens.update        | 400    400    400      403    403     -      400    -      400    | 400    bare   bare   bare
  PUT    /api-tokens/:id                 narrow   api-tokens.update        | bare   bare   bare     403    403     -      bare   -      bare   | bare   bare   bare   bare
  PUT    /api-tokens/:id                 widen    api-tokens.update        | 400    400    400      403    403     -      400    -      400    | bare   bare   bare   bare
  POST   /api-tokens/:id/regenerate      none     api-tokens.regenerate    | key    key    key      403    403     -      key    -      key    | key    key    key    key
  POST   /api-tokens/:id/regenerate      keep     api-tokens.regenerate    | key    key    key      403    403     -      key    -      key    | key    key    key    key
  DELETE /api-tokens/:id/previous-key    -        api-tokens.regenerate    | bare   bare   bare     403    403     -      bare   -      bare   | bare   bare   bare   bare
  DELETE /api-tokens/:id                 -        api-tokens.delete        | bare   bare   bare     403    403     -      bare   -      bare   | bare   bare   bare   bare
  GET    /api-tokens/usage               -        api-tokens.read          | listed listed listed   listed listed  -      listed -      listed | listed listed listed listed
  GET    /api-tokens/:id/usage           -        api-tokens.read          | bare   bare   bare     bare   bare    -      bare   -      bare   | bare   bare   bare   bare
  GET    /api-tokens/:id/denials         -        api-tokens.read          | bare   bare   bare     bare   bare    -      bare   -      bare   | bare   bare   bare   bare
`;

interface Row {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  body: string;
  needs: string;
  cells: Record<string, string>;
}

/** Both the same for a route and for a call of the host's own code. */
interface Answer {
  status: number;
  body: any;
}

const DAY = 86_400_000;
const WEEK = 604_800_000;
const MONTH = 2_592_000_000;
/** By their names in the table. The caller ends before `extend` does. */
const BODIES: Record<string, (target?: MadeAdminToken) => object | undefined> = {
  '-': () => undefined,
  none: () => ({}),
  describe: () => ({ description: 'changed' }),
  pause: () => ({ enabled: false }),
  resume: () => ({ enabled: true }),
  shorten: () => ({ expiresAt: new Date(Date.now() + DAY).toISOString() }),
  extend: () => ({ expiresAt: new Date(Date.now() + 10 * DAY).toISOString() }),
  unlimit: () => ({ expiresAt: null }),
  narrow: () => ({ allowedAddresses: HERE }),
  widen: () => ({ allowedAddresses: null }),
  keep: () => ({ keepPreviousFor: 60_000 }),
  ask: () => ({ method: 'GET', path: '/api/articles' }),
  key: (target) => ({ key: target?.accessKey ?? 'a key of no token' }),
};
/** Where the tests call from. */
const HERE = ['127.0.0.0/8', '::1'];
const UNKNOWN_ID = '2147483647';
const rightsOf = (kind: string) => ['create', 'read', 'update', 'regenerate', 'reveal', 'delete'].map((verb) => `plugin::api-tokens.${kind}.${verb}`);
const RIGHTS = [...rightsOf('admin-tokens'), ...rightsOf('api-tokens'), 'admin::users.read'];
const MORE = [...RIGHTS, 'admin::roles.read'];
/** By the handler of a route: the call of the plugin's services that it makes. */
const CALLS: Record<string, string> = { find: 'list', findOne: 'get', delete: 'revoke' };

const rows = readTable(TABLE);
const commandOf = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;

/** Every command on tokens, with every kind of caller and every relation between the caller's token and its target. */
export function describeTokenCrossing(api: Api): void {
  describe('who may do what with a token', () => {
    let owner: Person;
    let other: Person;
    let superAdmin: Person;
    let parent: MadeAdminToken;
    let caller: MadeAdminToken;

    beforeAll(async () => {
      owner = await makeOwner(api, MORE);
      other = await makeOwner(api, RIGHTS);
      superAdmin = await makeSuperAdmin(api);
      parent = await makeToken(api, owner.client, RIGHTS, { lifespan: WEEK });
      caller = await makeToken(api, as(parent), RIGHTS);
    });

    const as = ({ accessKey }: { accessKey: string }) => api.host.as(accessKey);
    const kindOf = ({ path }: Row) => (path.startsWith('/admin-tokens') ? 'admin-tokens' : 'api-tokens');

    it('stands in a row for every route, and asks for every action', () => {
      // Those without a permission in their policies ask in their query: whoever may see the token, or all events.
      // The description of the API and the preview of restrictions are about no token.
      const mounted = routes.admin.routes.filter(({ path, config }) => /^\/(api|admin)-tokens(?!\/(openapi|preview-restrictions))/.test(path) && config.policies.length > 1).map(({ method, path, config }) => {
        const { actions: needed } = (config.policies[1] as { config: { actions: string[] } }).config;
        return `${method} ${path} ${needed.join()}`;
      });
      expect([...new Set(rows.map(({ method, path, needs }) => `${method} ${path} plugin::api-tokens.${needs}`))].sort()).toEqual(mounted.sort());
      const asked = new Set(rows.map(({ needs }) => needs));
      expect(actions.map(({ uid }) => uid).filter((uid) => !asked.has(uid)))
        // To see the page, to see a key (see below), and what is not about one token: all events, and the keys counted by their secrets.
        .toEqual(['api-tokens.access', 'api-tokens.reveal', 'admin-tokens.access', 'admin-tokens.reveal', 'events.read', 'secrets.read']);
    });

    it('asks whoever calls for exactly the permission in its row', async () => {
      const person = { exact: await makeOwner(api, []), allBut: await makeOwner(api, []) };
      const token = { exact: await makeToken(api, api.admin), allBut: await makeToken(api, api.admin) };
      const callers: Array<[name: string, client: Client, answer: 401 | 403 | 'in']> = [
        ...Object.entries(await makeNobodies()).map(([name, client]): [string, Client, 401] => [name, client, 401]),
        ['an admin token with all rights but this', as(token.allBut), 403],
        ['an admin token with this right alone', as(token.exact), 'in'],
        ['a person with all rights but this', person.allBut.client, 403],
        ['a person with this right alone', person.exact.client, 'in'],
        ['a super admin', superAdmin.client, 'in'],
      ];
      for (const needs of new Set(rows.map((row) => row.needs))) {
        const needed = `plugin::api-tokens.${needs}`;
        for (const [held, wanted] of [['exact', [needed]], ['allBut', RIGHTS.filter((action) => action !== needed)]] as const) {
          await grant(api, person[held].roleId, [...wanted]);
          await api.admin.put(api.path(`/admin-tokens/${token[held].id}`), { adminPermissions: permissionsOf([...wanted]) }).expect(200);
        }
        for (const row of rows.filter((each) => each.needs === needs)) {
          const answers = await Promise.all(callers.map(async ([name, client]) => {
            const { status } = await send(row, client, UNKNOWN_ID, row.body === 'wish' ? {} : BODIES[row.body]!());
            return [commandOf(row), name, status === 401 || status === 403 ? status : 'in'];
          }));
          expect(answers).toEqual(callers.map(([name, , answer]) => [commandOf(row), name, answer]));
        }
      }
    });

    it.each(rows.map((row) => [commandOf(row), row.body, row] as const))('%s %s', async (_command, _body, row) => {
      const cells: Row['cells'] = {};
      for (const [column, expected] of Object.entries(row.cells)) {
        if (expected === '-') cells[column] = '-';
        else cells[column] = row.body === 'wish' ? await outcomeOfCreating(row, column) : await outcomeOnTarget(row, column);
      }
      expect(cells).toEqual(row.cells);
    });

    async function outcomeOnTarget(row: Row, column: string): Promise<string> {
      const target = await makeTarget(row, column);
      const change = BODIES[row.body]!(target);
      const { status, body } = column === 'operator'
        ? await operate(row, target.id, change)
        : await send(row, column === 'own' ? as(target) : clientOf(column), target.id, change);
      // All that comes from it would stay paused, or limited.
      if (row.body === 'resume' && column === 'parent') await set(row, target, { enabled: true });
      if (row.body === 'widen' && column === 'parent') await set(row, target, { allowedAddresses: null });
      if (status >= 400) return String(status);
      if (Array.isArray(body.data) && !row.path.includes(':id')) return body.data.some(({ id }: { id: number }) => id === target.id) ? 'listed' : 'absent';
      return body.data.accessKey === undefined ? 'bare' : 'key';
    }

    async function outcomeOfCreating(row: Row, column: string): Promise<string> {
      const wanted = wish(kindOf(row), column);
      const { status, body } = column === 'operator' ? await operate(row, undefined, wanted) : await send(row, clientOf(column), undefined, wanted);
      if (status >= 400) return String(status);
      expect(body.data.accessKey).toEqual(expect.any(String));
      return body.data.expiresAt === caller.expiresAt ? 'capped' : 'key';
    }

    function clientOf(column: string): Client {
      return { owner, person: other, super: superAdmin }[column]?.client ?? as(caller);
    }

    function wish(kind: string, column: string): object {
      const wanted = {
        weaker: { grants: [], type: 'read-only', lifespan: WEEK },
        other: { grants: [], type: 'read-only', lifespan: WEEK },
        equal: { grants: RIGHTS, type: 'read-only', lifespan: WEEK },
        own: { grants: RIGHTS, type: 'read-only', lifespan: WEEK },
        child: { grants: RIGHTS, type: 'read-only', lifespan: WEEK },
        stronger: { grants: MORE, type: 'full-access', lifespan: WEEK },
        longer: { grants: RIGHTS, type: 'read-only', lifespan: MONTH },
        endless: { grants: RIGHTS, type: 'read-only', lifespan: null },
      }[column] ?? { grants: MORE, type: 'full-access', lifespan: null };
      const { grants, type, lifespan } = wanted;
      return { name: api.newName(), lifespan, ...(kind === 'admin-tokens' ? { adminPermissions: permissionsOf(grants) } : { type }) };
    }

    async function set(row: Row, { id }: MadeAdminToken, change: object): Promise<void> {
      await superAdmin.client.put(api.path(`/${kindOf(row)}/${id}`), change).expect(200);
    }

    async function makeTarget(row: Row, column: string): Promise<MadeAdminToken> {
      const kind = kindOf(row);
      const data = column === 'parent' ? parent : await makeToken();
      // Its key goes on, so that it can still call.
      if (row.path.endsWith('/previous-key')) {
        const { client } = column === 'other' ? other : owner;
        await client.post(api.path(`/${kind}/${data.id}/regenerate`), { keepPreviousFor: WEEK }).expect(201);
      }
      // Made, or given a new key, after the caller, it would end some milliseconds later.
      if (['weaker', 'stronger', 'other'].includes(column)) await api.host.setExpiry(data.id, new Date(Date.now() + WEEK / 2));
      if (column === 'equal') await api.host.setExpiry(data.id, new Date(caller.expiresAt!));
      if (row.body === 'resume') await set(row, data, { enabled: false });
      if (row.body === 'widen') await set(row, data, { allowedAddresses: HERE });
      return data;

      async function makeToken(): Promise<MadeAdminToken> {
        const ofToken = column === 'child' || (column === 'owner' && kind === 'api-tokens');
        const maker = column === 'own' ? as(parent) : ofToken ? as(caller) : column === 'other' ? other.client : owner.client;
        return (await maker.post(api.path(`/${kind}`), wish(kind, column)).expect(201)).body.data;
      }
    }

    it('shows a key only to a token that may reveal it', async () => {
      for (const kind of ['admin-tokens', 'api-tokens']) {
        const blind = as(await makeToken(api, as(parent), RIGHTS.filter((action) => action !== `plugin::api-tokens.${kind}.reveal`)));
        const { id } = (await blind.post(api.path(`/${kind}`), wish(kind, 'other')).expect(201)).body.data;
        for (const [client, shown] of [[blind, false], [as(parent), true]] as const) {
          expect('accessKey' in (await client.get(api.path(`/${kind}/${id}`)).expect(200)).body.data).toBe(shown);
        }
      }
    });

    /** Who cannot do anything here, all with keys that could do, or could once have done, everything. */
    async function makeNobodies(): Promise<Record<string, Client>> {
      const content = async (body: object) => as((await api.admin.post(api.path('/api-tokens'), { name: api.newName(), ...body }).expect(201)).body.data);
      const strong = (client = api.admin) => makeToken(api, client, RIGHTS);
      const [expired, deleted, replaced, maker] = [await strong(), await strong(), await strong(), await strong()];
      const made = await strong(as(maker));
      await api.host.setExpiry(expired.id, new Date(Date.now() - 1000));
      await api.admin.delete(api.path(`/admin-tokens/${deleted.id}`)).expect(200);
      await api.admin.post(api.path(`/admin-tokens/${replaced.id}/regenerate`)).expect(201);
      await api.admin.delete(api.path(`/admin-tokens/${maker.id}`)).expect(200);
      const gone = await makeOwner(api, RIGHTS);
      const tokenOfGone = await strong(gone.client);
      await api.admin.put(`/admin/users/${gone.id}`, { isActive: false }).expect(200);
      return {
        nobody: api.host.as(),
        'an unknown key': api.host.as('ab'.repeat(128)),
        'a read-only content-API token': await content({ type: 'read-only' }),
        'a full-access content-API token': await content({ type: 'full-access' }),
        'a custom content-API token': await content({ type: 'custom', permissions: ['api::article.article.find'] }),
        'an admin token that has ended': as(expired),
        'an admin token that was deleted': as(deleted),
        'the replaced key of an admin token': as(replaced),
        'an admin token whose maker was deleted': as(made),
        'an admin token of a deactivated owner': as(tokenOfGone),
        'a deactivated person': gone.client,
      };
    }

    async function send({ method, path }: Row, client: Client, id?: number | string, body?: object): Promise<Answer> {
      const query = path.endsWith('s/usage') ? `?ids=${id}` : '';
      return client[method.toLowerCase() as Lowercase<Row['method']>](api.path(path.replace(':id', String(id)) + query), body);
    }

    function operate(row: Row, id: number | undefined, body: object | undefined): Promise<Answer> {
      const [, name] = routes.admin.routes.find((route) => commandOf(route) === commandOf(row))!.handler.split('.') as [string, string];
      const service = kindOf(row) === 'admin-tokens' ? 'adminTokens' : 'contentApiTokens';
      const args = name === 'find' ? [WHOLE] : name === 'usage' ? [id, 1] : name === 'listUsage' ? [{ ids: [id], days: 1 }]
        : [row.path.includes(':id') ? id : undefined, body].filter((argument) => argument !== undefined);
      return api.host.operate(service, CALLS[name] ?? name, args);
    }
  });
}

function readTable(text: string): Row[] {
  const [header, ...lines] = text.trim().split('\n').map((line) => line.trim().split(/[\s|]+/));
  const columns = header!.slice(3);
  return lines.map(([method, path, body, needs, ...cells]) => ({
    method: method as Row['method'],
    path: path!,
    body: body!,
    needs: needs!,
    cells: Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? 'missing'])),
  }));
}
