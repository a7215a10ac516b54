import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import type { Explanation } from '../../server/contract';
import { permissionsOf, type Wanted } from '../support/admin-token';
import type { ListedRoute } from '../support/hosts/api-host';
import type { Api } from './api-suite';
import { differences, onHost } from './differences';
import { grant, makeOwner, makeToken, type Person } from './people';

/** Another one in every run; a failure names it. */
const seed = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const TOKENS = 30;
const REQUESTS = 16;
/** So long that no rate limit starts anew while a test runs. */
const DAY = 86_400;
const LOCAL = ['127.0.0.0/8', '::1'];
const ELSEWHERE = ['192.0.2.0/24'];
const ARTICLE = 'api::article.article';

/** Bodies that exceed no token: Strapi's rules for admin tokens read them before the handler, and explain knows none. */
const HARMLESS = { bundled: {}, strapi: { ids: [], permissions: [], contentTypeUID: ARTICLE } };

type Kind = 'api-tokens' | 'admin-tokens';

/** What a token is made with, and what becomes of it. */
interface Wish {
  kind: Kind;
  /** By whom: a super admin, a person, or an admin token of that person's. */
  by: 'super admin' | 'person' | 'token';
  life: string;
  type: string;
  actions: string[];
  wanted: Wanted[];
  restrictions: object | null;
  addresses: string[] | null;
  rate: number | null;
  /** Of the person behind it. */
  owner: string;
  /** Of the token that makes it. */
  maker: { life: string; wanted: Wanted[]; addresses: string[] | null; rate: number | null };
}

/** A request of a token's. */
interface Asked {
  method: string;
  path: string;
  query: string;
}

interface Token {
  id: number;
  accessKey: string;
}

/** What the requests of random tokens get is what {@link Explanation} says that they will get. */
export function describeExplainedRequests(api: Api): void {
  describe('an explained request', () => {
    beforeAll(() => api.restart({ API_TOKEN_READ_ACTIONS: `${ARTICLE}.create,api::category.category.*` }));
    afterAll(() => api.restart({ API_TOKEN_READ_ACTIONS: '' }));

    // Handlers may deny more, and explain does not foresee that: in Strapi the request ends before them, in the bundled CMS their reasons tell.
    it('agrees with what the request gets, for any token and route', async () => {
      const targets = await makeTargets();
      const routes = api.host.routes().filter(({ path }) => !/[(*?]/.test(path) && path !== '/graphql');
      const permissions = await adminPermissions();
      const wishes = fc.sample(wishOf(await contentActions(), permissions), { seed, numRuns: TOKENS });
      for (const [index, wish] of wishes.entries()) {
        const { token, remove } = await make(wish, permissions);
        const asked = fc.sample(askedOf(wish, routes, targets), { seed: seed + index, numRuns: REQUESTS });
        for (const { method, path, query } of asked) {
          // Strapi looks for the record of a single type before it asks to delete it.
          if (wish.kind === 'api-tokens' && wish.restrictions !== null && method === 'DELETE' && /^\/api\/[^/]+\/?$/i.test(path)) continue;
          const explained = await explain(wish.kind, token, method, path, query);
          const { status, ...met } = await meet(wish, token, method, path, query, explained);
          const about = `FUZZ_SEED=${seed}, token ${index}: ${method} ${path}${query} → ${status} ${JSON.stringify(wish)}`;
          expect([about, met]).toEqual([about, explained.says]);
        }
        await remove();
      }
      await targets.remove();
    }, 300_000);

    /** The actions that content-API tokens can be granted. */
    async function contentActions(): Promise<string[]> {
      const { data } = (await api.admin.get('/admin/content-api/permissions').expect(200)).body;
      return Object.entries(data as Record<string, { controllers: Record<string, string[]> }>).flatMap(([owner, { controllers }]) =>
        Object.entries(controllers).flatMap(([controller, actions]) => actions.map((action) => `${owner}.${controller}.${action}`)));
    }

    /** The permissions that admin tokens can be granted: those without a subject, and some with one where there are any. */
    async function adminPermissions(): Promise<Wanted[]> {
      const { sections } = (await api.admin.get('/admin/permissions').expect(200)).body.data;
      const types: Array<{ action: string; subjects?: string[] }> = sections.contentTypes ?? [];
      return [
        ...[...sections.settings, ...sections.plugins].map(({ action }: { action: string }) => action),
        ...types.filter(({ subjects }) => subjects?.includes(ARTICLE)).map(({ action }) => ({ action, subject: ARTICLE, properties: { fields: ['title'] } })),
      ];
    }

    function wishOf(actions: string[], permissions: Wanted[]): fc.Arbitrary<Wish> {
      const often = <T>(usual: T, ...others: T[]) => fc.oneof({ weight: 2 * others.length, arbitrary: fc.constant(usual) }, ...others.map((each) => ({ weight: 1, arbitrary: fc.constant(each) })));
      // All of them, or few: of the many there are, half would hardly ever be the right ones.
      const subset = <T>(all: T[]) => fc.oneof(fc.constant(all), fc.subarray(all), fc.constant([] as T[]));
      const addresses = often<string[] | null>(null, LOCAL, ELSEWHERE);
      const rate = often<number | null>(null, 3, 1000);
      const restrictions = fc.record({
        read: fc.constant({ status: 'published' }), write: fc.constant({ status: 'draft' }), locales: fc.constant(['en']),
        types: fc.constantFrom<object>({ [ARTICLE]: { read: ['title'], write: ['title'] } }, { [ARTICLE]: { where: { title: { $eq: 'x' } } } }),
      }, { requiredKeys: [] });
      return fc.record({
        kind: fc.constantFrom<Kind>('api-tokens', 'admin-tokens'),
        by: often<Wish['by']>('super admin', 'person', 'token', 'token'),
        life: often('lives', 'is paused', 'has ended', 'has leaked', 'has another key', 'has two keys'),
        type: fc.constantFrom('read-only', 'full-access', 'custom', 'custom'),
        actions: subset(actions),
        wanted: subset(permissions),
        restrictions: fc.option(restrictions),
        addresses,
        rate,
        owner: often('stays', 'is deactivated', 'loses rights'),
        maker: fc.record({ life: often('lives', 'is paused', 'has ended', 'loses rights'), wanted: subset(permissions), addresses, rate }),
      });
    }

    /** Requests to the listed routes, with ids of records that exist and others, and to what is none of them. */
    function askedOf({ kind, restrictions }: Wish, routes: ListedRoute[], targets: Targets): fc.Arbitrary<Asked> {
      const own = routes.filter(({ type }) => type === (kind === 'api-tokens' ? 'content-api' : 'admin'));
      const core = own.filter(({ path }) => /^\/api\/(articles|categories|homepage)/.test(path));
      const one = (list: ListedRoute[]) => fc.constantFrom(...list);
      // Where the only records are in the content, nothing else is told by a restriction.
      const listed = fc.oneof({ weight: restrictions === null ? 6 : 3, arbitrary: one(own) }, { weight: core.length > 0 ? 6 : 0, arbitrary: one(core.length > 0 ? core : own) }, { weight: 1, arbitrary: one(routes) });
      const versions = ['', '?status=draft', '?status=published', '?locale=en&status=draft', ...onHost(api.host, differences.otherLocales).map((locale) => `?locale=${locale}`)];
      return fc.record({
        route: listed, picks: fc.array(fc.nat(), { minLength: 6, maxLength: 6 }),
        turn: fc.constantFrom('', '', '', '', '', '', 'HEAD', 'method', 'below', 'slash', 'case'), query: fc.constantFrom(...versions),
      }).map(({ route, picks, turn, query }) => {
        let path = route.path.trim().replace(/\/:(\w+)/g, (_found, name, at) => `/${encodeURIComponent(pick(targets.of(route.path.slice(0, at), name), picks.pop() ?? 0))}`);
        let method = route.method.trim().toUpperCase().replace('ALL', 'GET');
        if (turn === 'HEAD') method = 'HEAD';
        if (turn === 'method') method = pick(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'], picks[0]!);
        if (turn === 'below') path = `${path.replace(/\/$/, '')}/nowhere`;
        if (turn === 'slash') path = `${path}/`;
        if (turn === 'case') path = path.replace(/^\/\w+/, (first) => first.toUpperCase());
        return { method, path, query: route.type === 'content-api' && kind === 'api-tokens' && restrictions !== null ? query : '' };
      });
    }

    /** Makes a token, lets it live, and answers with what removes it and those behind it. */
    async function make(wish: Wish, all: Wanted[]): Promise<{ token: Token; remove(): Promise<void> }> {
      const owner = wish.by === 'super admin' ? null : await makeOwner(api, all);
      const maker = wish.by === 'token' ? await makeToken(api, owner!.client, all) : null;
      const maked = maker === null ? owner?.client ?? api.admin : api.host.as(maker.accessKey);
      const limits = { allowedAddresses: wish.addresses, rateLimit: wish.rate === null ? null : { limit: wish.rate, window: DAY } };
      const content = { type: wish.type, restrictions: wish.restrictions, ...(wish.type === 'custom' && { permissions: wish.actions }) };
      const body = wish.kind === 'api-tokens' ? content : { adminPermissions: permissionsOf(wish.wanted) };
      let token: Token = (await maked.post(api.path(`/${wish.kind}`), { name: api.newName(), ...limits, ...body }).expect(201)).body.data;
      token = await live(wish, token, owner);
      if (maker !== null) await liveAsMaker(wish, maker, owner!);
      if (owner !== null && wish.owner === 'loses rights') await grant(api, owner.roleId, wish.maker.wanted);
      if (owner !== null && wish.owner === 'is deactivated') await api.admin.put(`/admin/users/${owner.id}`, { isActive: false }).expect(200);
      return {
        token,
        async remove() {
          await api.admin.delete(api.path(`/${wish.kind}/${token.id}`));
          if (maker !== null) await api.admin.delete(api.path(`/admin-tokens/${maker.id}`));
          if (owner === null) return;
          await api.admin.delete(`/admin/users/${owner.id}`).expect(200);
          await api.admin.delete(`/admin/roles/${owner.roleId}`).expect(200);
        },
      };
    }

    async function live({ kind, life }: Wish, token: Token, owner: Person | null): Promise<Token> {
      const path = (rest = '') => api.path(`/${kind}/${token.id}${rest}`);
      if (life === 'is paused') await api.admin.put(path(), { enabled: false }).expect(200);
      if (life === 'has ended') await api.host.setExpiry(token.id, new Date(Date.now() - 1));
      if (life === 'has leaked') await leak(token.accessKey, async () => (await api.admin.get(path()).expect(200)).body.data.enabled === false);
      if (life !== 'has another key' && life !== 'has two keys') return token;
      const body = life === 'has two keys' ? { keepPreviousFor: 3_600_000 } : {};
      const { accessKey } = (await (owner?.client ?? api.admin).post(path('/regenerate'), body).expect(201)).body.data;
      // The key before is either still as good, or none.
      if (life === 'has two keys') return token;
      await api.host.as(token.accessKey).get(kind === 'api-tokens' ? '/api/articles' : '/admin/users').expect(401);
      return { id: token.id, accessKey };
    }

    async function liveAsMaker({ maker: { life, wanted, addresses, rate } }: Wish, { id }: Token, { client }: Person): Promise<void> {
      const rateLimit = rate === null ? null : { limit: rate, window: DAY };
      const changed = {
        ...(addresses !== null && { allowedAddresses: addresses }), ...(rateLimit !== null && { rateLimit }), ...(life === 'is paused' && { enabled: false }),
        ...(life === 'loses rights' && { adminPermissions: permissionsOf(wanted) }),
      };
      await client.put(api.path(`/admin-tokens/${id}`), changed).expect(200);
      if (life === 'has ended') await api.host.setExpiry(id, new Date(Date.now() - 1));
    }

    /** Reports a key as leaked, and waits until that has been acted upon. */
    async function leak(key: string, isDone: () => Promise<boolean>): Promise<void> {
      const { status } = await api.host.as().post('/api/api-tokens/leaked', { keys: [key] });
      // Other tests of this minute may have reported as many as anyone may.
      if (status === 429) return;
      while (!await isDone()) await sleep(20);
    }

    /** What explain says that a request gets. */
    async function explain(kind: Kind, { id }: Token, method: string, path: string, query: string) {
      const given = Object.fromEntries(new URLSearchParams(query));
      const { status, body } = await api.host.operate(kind === 'api-tokens' ? 'contentApiTokens' : 'adminTokens', 'explain', [id, { method, path, address: '127.0.0.1', ...given }]);
      if (status === 404) return { isPublic: false, says: { found: false }, required: [] };
      expect([method, path, status, body.error]).toEqual([method, path, 200, undefined]);
      const { allowed, checks, required } = body.data as Explanation;
      const { code } = checks.find(({ passed }) => !passed) ?? {};
      expect(allowed).toBe(code === undefined);
      return { isPublic: checks.length === 0, says: { found: true, code }, required };
    }

    /** What it gets. */
    async function meet({ kind, restrictions }: Wish, { accessKey }: Token, method: string, path: string, query: string, { isPublic, required, says }: { isPublic: boolean; required: string[]; says: { found: boolean } }) {
      const isRestricted = kind === 'api-tokens' && restrictions !== null;
      const response = await fetch(`${api.host.url}${path}${query}`, {
        method,
        headers: { Authorization: `Bearer ${accessKey}`, 'Content-Type': 'application/json', ...(!isRestricted && { 'X-Only-Admit': 'yes' }) },
        ...(['POST', 'PUT', 'PATCH'].includes(method) && { body: JSON.stringify(isRestricted ? { data: {} } : onHost(api.host, HARMLESS)) }),
      });
      const text = await response.text();
      const { error } = (response.headers.get('content-type') ?? '').includes('json') && text !== '' ? JSON.parse(text) : { error: undefined };
      const { status } = response;
      const isHandled = response.headers.get('x-handled') !== null;
      const reason: string = error?.message ?? /error_description="(.*?)"/.exec(response.headers.get('www-authenticate') ?? '')?.[1] ?? '';
      const given = ![401, 403, 429].includes(status) ? undefined : error?.details.code ?? codeOf(status, reason);
      const isByHandler = isPublic || (isHandled && status !== 403) || (given === 'ERR_FORBIDDEN' && isOfHandler(reason, method, path));
      const code = isByHandler ? undefined : given;
      if (code === 'ERR_RESTRICTED' && String(error?.details.path).startsWith('data')) return { status, found: true, code: undefined };
      if (code === 'ERR_FORBIDDEN' && error?.details.required !== undefined) expect(error.details.required).toEqual(required);
      // The pages of the panel answer where no route does, and records that do not exist are not found either.
      const isNowhere = status === 405 || status === 501 || (!isHandled && code === undefined && says.found === false && [200, 404].includes(status));
      return isNowhere ? { status, found: false } : { status, found: true, code };
    }

    /** Whether a 403 of the bundled CMS is that of a handler, which comes after all that is explained. */
    function isOfHandler(reason: string, method: string, path: string): boolean {
      if (api.host.kind !== 'bundled' || !path.toLowerCase().startsWith('/admin')) return false;
      return (['GET', 'HEAD'].includes(method) && /\/(restrictable|events)\/?$/.test(path)) || (reason !== 'Policy Failed' && !reason.startsWith('An admin token cannot do this'));
    }
  });

  interface Targets {
    /** Candidates for a parameter of a path: records that exist, and others. */
    of(before: string, name: string): string[];
    remove(): Promise<void>;
  }

  /** Accounts, tokens and content that requests may be about. */
  async function makeTargets(): Promise<Targets> {
    const role = (await api.admin.post('/admin/roles', { name: 'Role of a target', description: '' }).expect(201)).body.data.id;
    const user = (await api.admin.post('/admin/users', { firstname: 'A', lastname: 'Target', email: 'target@example.com', roles: [role] }).expect(201)).body.data.id;
    const me = (await api.admin.get('/admin/users/me').expect(200)).body.data;
    const content = (await api.admin.post(api.path('/api-tokens'), { name: api.newName(), type: 'read-only' }).expect(201)).body.data.id;
    const job = (await makeToken(api, api.admin)).id;
    const roles = (await api.admin.get('/admin/roles').expect(200)).body.data.map(({ id }: { id: number }) => id);
    const none = ['x', '2147483647', '01', '4294967296'];
    return {
      of(before, name) {
        if (['model', 'uid', 'contentType'].includes(name)) return [ARTICLE, ARTICLE, 'admin::user', 'plugin::api-tokens.token', 'x'];
        const ids = before.endsWith('/users') ? [user, me.id] : before.endsWith('/roles') ? roles : /\/(api|admin)-tokens/.test(before) ? [/\/api-tokens/.test(before) ? content : job] : [];
        return [...ids.map(String), ...none];
      },
      async remove() {
        await api.admin.delete(api.path(`/api-tokens/${content}`));
        await api.admin.delete(api.path(`/admin-tokens/${job}`));
        await api.admin.delete(`/admin/users/${user}`);
        await api.admin.delete(`/admin/roles/${role}`);
      },
    };
  }
}

function pick<T>(list: T[], at: number): T {
  return list[at % list.length]!;
}

/** An answer to HEAD has no body, but its challenge says why. */
function codeOf(status: number, reason: string): string {
  if (status === 429) return 'ERR_RATE_LIMITED';
  return {
    'Missing or invalid credentials': 'ERR_UNAUTHORIZED', 'Token disabled': 'ERR_TOKEN_DISABLED', 'Token expired': 'ERR_TOKEN_EXPIRED',
    'Token owner is deactivated': 'ERR_OWNER_DEACTIVATED', 'Address not allowed': 'ERR_ADDRESS_NOT_ALLOWED', 'Restricted': 'ERR_RESTRICTED',
  }[reason] ?? 'ERR_FORBIDDEN';
}
