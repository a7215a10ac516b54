import { setTimeout as sleep } from 'node:timers/promises';
import { createDatabase } from '../../cms/database/create-database';
import { makePerson, makeRole, setRole, type Person } from '../support/accounts';
import { makeAdminToken } from '../support/admin-token';
import type { Client } from '../support/cms';
import { dialectsUnderTest, quietLog, testDatabaseSettings, type TestDatabaseSettings } from '../support/database';
import { registerFirstAdmin, startCmsProcess, type CmsProcess } from '../support/hosts/cms-process';

/** The default of `apiToken.cache.revalidateMs`, and the one that asks on every request (milliseconds). */
const intervals = [1000, 0];
const INSTANCES = 3;
const ARTICLES = '/api/articles';
const ROLES = '/admin/roles';

/** A key that is used all the time, and what takes it away. */
interface Case {
  key: string;
  path: string;
  /** Does it, on the first instance. Where it happens later and by itself, answers when. */
  change(admin: Client): Promise<unknown>;
  /** When the change began, and when the key must be refused by the first instance (milliseconds since the epoch). */
  begunAt: number;
  changedAt: number;
  status: number;
}

/** A request as a client saw it. */
interface Use {
  instance: number;
  /** Milliseconds since the epoch. */
  startedAt: number;
  endedAt: number;
  status: number;
}

describe.each(dialectsUnderTest().flatMap((dialect) => intervals.map((interval) => [dialect, interval] as const)))(
  'on %s, with a look at the revision every %d ms, a key in constant use on several instances', (dialect, revalidateMs) => {
    let place: TestDatabaseSettings;
    let instances: CmsProcess[];
    let admin: Client;
    const cases = new Map<string, Case>();
    const uses = new Map<string, Use[]>();

    beforeAll(async () => {
      place = await testDatabaseSettings(dialect);
      const env = { ...place.env, API_TOKEN_REVALIDATE_MS: String(revalidateMs) };
      instances = await Promise.all(Array.from({ length: INSTANCES }, () => startCmsProcess({ env })));
      admin = instances[0]!.as(await registerFirstAdmin(instances[0]!));
      await prepare();
      await useAndChange();
    });
    afterAll(async () => {
      await Promise.all(instances.map((cms) => cms.kill()));
      await place.drop();
    });

    async function contentToken(name: string, status: number, change: (id: number) => (admin: Client) => Promise<unknown>, more = {}) {
      const { body } = await admin.post('/admin/api-tokens', { name, type: 'full-access', ...more }).expect(201);
      cases.set(name, { key: body.data.accessKey, path: ARTICLES, change: change(body.data.id), begunAt: 0, changedAt: 0, status });
      return body.data.id;
    }

    async function ownedToken(name: string, status: number, change: (owner: Person, role: number, id: number) => (admin: Client) => Promise<unknown>) {
      const role = await makeRole(admin, name, ['admin::roles.read', 'plugin::api-tokens.admin-tokens.create']);
      const owner = await makePerson(instances[0]!, admin, name.replace(/\W/g, ''), [role]);
      const { body } = await instances[0]!.as().post('/admin/login', { email: owner.email, password: owner.password }).expect(200);
      const token = await makeAdminToken(instances[0]!.as(body.data.token), name, ['admin::roles.read']);
      cases.set(name, { key: token.accessKey, path: ROLES, change: change(owner, role, token.id), begunAt: 0, changedAt: 0, status });
    }

    async function prepare(): Promise<void> {
      await contentToken('deleted', 401, (id) => (as) => as.delete(`/admin/api-tokens/${id}`).expect(200));
      await contentToken('regenerated', 401, (id) => (as) => as.post(`/admin/api-tokens/${id}/regenerate`).expect(201));
      await contentToken('narrowed', 403, (id) => (as) => as.put(`/admin/api-tokens/${id}`, { permissions: [] }).expect(200), {
        type: 'custom', permissions: ['api::article.article.find'],
      });
      await contentToken('changed in type', 403, (id) => (as) =>
        as.put(`/admin/api-tokens/${id}`, { type: 'custom', permissions: ['api::category.category.find'] }).expect(200));
      await ownedToken('narrowed itself', 403, (_owner, _role, id) => (as) =>
        as.put(`/admin/admin-tokens/${id}`, { adminPermissions: [] }).expect(200));
      await ownedToken('role narrowed', 403, (_owner, role) => (as) => setRole(as, role, []));
      await ownedToken('role taken', 403, (owner) => async (as) =>
        as.put(`/admin/users/${owner.id}`, { roles: [await makeRole(as, 'nothing', [])] }).expect(200));
      await ownedToken('owner deactivated', 401, (owner) => (as) => as.put(`/admin/users/${owner.id}`, { isActive: false }).expect(200));
      await ownedToken('owner deleted', 401, (owner) => (as) => as.delete(`/admin/users/${owner.id}`).expect(200));
      await contentToken('expired', 401, (id) => (as) => endSoon(id, as), { lifespan: 604_800_000 });
    }

    /** Lets a token expire once every instance has had the time to read when. */
    async function endSoon(id: number, as: Client): Promise<Date> {
      const ends = new Date(Date.now() + revalidateMs + 2500);
      const db = createDatabase(place.settings, [], quietLog);
      await db.connection('api_tokens_issued').where({ id }).update({ expires_at: Number(ends) });
      await db.destroy();
      // Raises the revision, which the database layer by itself does not.
      await as.put(`/admin/api-tokens/${id}`, { description: 'ends' }).expect(200);
      return ends;
    }

    async function use(name: string, instance: number): Promise<void> {
      const { key, path } = cases.get(name)!;
      const startedAt = Date.now();
      const { status } = await instances[instance]!.call('GET', path, { bearer: key });
      uses.get(name)!.push({ instance, startedAt, endedAt: Date.now(), status });
    }

    /** Uses all keys on all instances as fast as they answer, and takes them away meanwhile. */
    async function useAndChange(): Promise<void> {
      let over = false;
      for (const name of cases.keys()) uses.set(name, []);
      const clients = [...cases.keys()].flatMap((name) => instances.map(async (_cms, instance) => {
        while (!over) await use(name, instance);
      }));
      const useAll = () => Promise.all([...cases.keys()].flatMap((name) => instances.map((_cms, instance) => use(name, instance))));
      await useAll();
      for (const [name, each] of cases) {
        each.begunAt = Date.now();
        const later = await each.change(admin);
        each.changedAt = Date.now();
        if (later instanceof Date) each.begunAt = each.changedAt = later.getTime();
        await Promise.all(instances.map((_cms, instance) => use(name, instance)));
        // So that changes fall into different parts of the interval.
        await sleep(revalidateMs / 3);
      }
      const last = Math.max(...[...cases.values()].map(({ changedAt }) => changedAt));
      await sleep(last + revalidateMs + 1 - Date.now());
      await useAll();
      over = true;
      await Promise.all(clients);
    }

    it.each([
      'deleted', 'regenerated', 'narrowed', 'changed in type', 'expired', 'narrowed itself', 'role narrowed', 'role taken',
      'owner deactivated', 'owner deleted',
    ])('is refused at once where it was %s, and on every other instance in time', (name) => {
      const { begunAt, changedAt, status } = cases.get(name)!;
      const graceOf = (instance: number) => (instance === 0 || name === 'expired' ? 0 : revalidateMs);
      for (let instance = 0; instance < INSTANCES; instance += 1) {
        const seen = uses.get(name)!.filter((use) => use.instance === instance);
        const before = seen.filter(({ endedAt }) => endedAt < begunAt).map((use) => use.status);
        const after = seen.filter(({ startedAt }) => startedAt >= changedAt + graceOf(instance)).map((use) => use.status);
        expect({ instance, before: new Set(before), after: new Set(after) })
          .toEqual({ instance, before: new Set([200]), after: new Set([status]) });
      }
    });
  },
);
