import type { Api } from './api-suite';
import type { Client } from '../support/cms';
import { makeOwner, makeToken, type Person } from './people';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const kinds = ['api-tokens', 'admin-tokens'] as const;

const RIGHTS = kinds.flatMap((kind) => ['read', 'create', 'update', 'regenerate'].map((verb) => `plugin::api-tokens.${kind}.${verb}`));
const inDays = (days: number) => new Date(Date.now() + days * DAY).toISOString();

/** What changes the life of a token without changing what it may do: overlapping keys, pauses, other ends. */
export function describeLifeOfTokens(api: Api): void {
  describe.each(kinds)('the life of one of the %s', (kind) => {
    const path = (rest = '') => api.path(`/${kind}${rest}`);
    const create = async (body: object = {}, by: Client = api.admin) => {
      const wish = kind === 'admin-tokens' ? {} : { type: 'full-access' };
      return (await by.post(path(), { name: api.newName(), ...wish, ...body }).expect(201)).body.data;
    };
    const get = async (id: number) => (await api.admin.get(path(`/${id}`)).expect(200)).body.data;
    const put = (id: number, body: object) => api.admin.put(path(`/${id}`), body);
    const regenerate = async (id: number, body?: object) => (await api.admin.post(path(`/${id}/regenerate`), body).expect(201)).body.data;
    const use = (key: string) => api.host.as(key).get(kind === 'admin-tokens' ? '/admin/users/me' : '/api/articles');
    const statuses = async (...keys: string[]) => Promise.all(keys.map(async (key) => (await use(key)).status));

    it('has two keys after a rotation, for as long as was asked for, and shows how the old one is used', async () => {
      const { id, accessKey: old } = await create();
      const { accessKey: present, previousKey, ...rest } = await regenerate(id, { keepPreviousFor: HOUR });
      expect(rest).toEqual({ id, kind: kind === 'admin-tokens' ? 'admin' : 'content-api' });
      expect(previousKey).toEqual({ hint: old.slice(-4), expiresAt: expect.stringMatching(/Z$/), lastUsedAt: null, lastUsedFrom: null });
      expect(Math.abs(Date.parse(previousKey.expiresAt) - Date.now() - HOUR)).toBeLessThan(10_000);
      expect(await statuses(present)).toEqual([200]);
      expect(await get(id)).toMatchObject({ hint: present.slice(-4), previousKey: { hint: old.slice(-4), lastUsedAt: null } });
      expect(await statuses(old)).toEqual([200]);
      const { lastUsedAt, lastUsedFrom, previousKey: used } = await get(id);
      expect(used).toMatchObject({ lastUsedAt, lastUsedFrom });
      expect(lastUsedFrom).toMatch(/^(127\.0\.0\.1|::1)$/);
      const listed = (await api.admin.get(path()).expect(200)).body.data.find((each: { id: number }) => each.id === id);
      expect(listed.previousKey).toEqual(used);
    });

    it('ends the oldest key at once where it is rotated again', async () => {
      const { id, accessKey: first } = await create();
      const { accessKey: second } = await regenerate(id, { keepPreviousFor: DAY });
      const { accessKey: third, previousKey } = await regenerate(id, { keepPreviousFor: DAY });
      expect(previousKey.hint).toBe(second.slice(-4));
      expect(await statuses(first, second, third)).toEqual([401, 200, 200]);
      const { accessKey: fourth } = await regenerate(id);
      expect(await statuses(second, third, fourth)).toEqual([401, 401, 200]);
      expect((await get(id)).previousKey).toBeNull();
    });

    it('stops the old key immediately on request, once', async () => {
      const { id, accessKey: old } = await create();
      const { accessKey: present } = await regenerate(id, { keepPreviousFor: DAY });
      const { updatedAt } = await get(id);
      const { body } = await api.admin.delete(path(`/${id}/previous-key`)).expect(200);
      expect(body.data).toMatchObject({ id, previousKey: null });
      expect(Date.parse(body.data.updatedAt)).toBeGreaterThan(Date.parse(updatedAt));
      expect(body.data).not.toHaveProperty('accessKey');
      expect(await statuses(old, present)).toEqual([401, 200]);
      const { body: again } = await api.admin.delete(path(`/${id}/previous-key`)).expect(404);
      expect(again.error.details.code).toBe('ERR_NOT_FOUND');
      await api.admin.delete(path('/2147483647/previous-key')).expect(404);
    });

    it.each([{ keepPreviousFor: -1 }, { keepPreviousFor: 604_800_001 }, { keepPreviousFor: '1h' }, { keep: 1 }])('is not rotated with %j, and keeps its key', async (body) => {
      const { id, accessKey } = await create();
      await api.admin.post(path(`/${id}/regenerate`), body).expect(400);
      expect(await statuses(accessKey)).toEqual([200]);
    });

    it('never keeps an old key past the end that the token had', async () => {
      const { id, accessKey: old } = await create({ expiresAt: inDays(1) });
      const { expiresAt } = await get(id);
      const { previousKey } = await regenerate(id, { keepPreviousFor: 7 * DAY });
      expect(previousKey.expiresAt).toBe(expiresAt);
      await api.host.setExpiry(id, new Date(Date.now() - 1000));
      const { accessKey: present, previousKey: none } = await regenerate(id, { keepPreviousFor: 7 * DAY });
      expect(none).toBeNull();
      expect(await statuses(old, present)).toEqual([401, 200]);
    });

    it('ends on a date, and is extended and shortened without a new key', async () => {
      const date = inDays(45);
      const { id, accessKey, expiresAt, lifespan } = await create({ expiresAt: date.replace('Z', '+00:00') });
      expect([expiresAt, lifespan]).toEqual([date, null]);
      for (const end of [inDays(400), null, inDays(2)]) {
        const { body } = await put(id, { expiresAt: end }).expect(200);
        expect(body.data).toMatchObject({ expiresAt: end, lifespan: null });
        expect(body.data).not.toHaveProperty('accessKey');
        expect(await statuses(accessKey)).toEqual([200]);
      }
      await api.host.setExpiry(id, new Date(Date.now() - 1000));
      expect((await use(accessKey).expect(401)).body.error.details.code).toBe('ERR_TOKEN_EXPIRED');
      await put(id, { expiresAt: inDays(1) }).expect(200);
      expect(await statuses(accessKey)).toEqual([200]);
    });

    it('does not end on a date that has passed, and not both after a time and on a date', async () => {
      const name = api.newName();
      for (const wrong of [{ expiresAt: '2020-01-01T00:00:00Z' }, { expiresAt: 'soon' }, { expiresAt: inDays(1), lifespan: 604_800_000 }, { expiresAt: null, lifespan: null }]) {
        await api.admin.post(path(), { name, ...wrong }).expect(400);
      }
      const { id } = await create({ name });
      const { body } = await put(id, { expiresAt: '2020-01-01T00:00:00Z' }).expect(400);
      expect(body.error).toMatchObject({ name: 'ValidationError', message: 'expiresAt must be in the future' });
      expect((await get(id)).expiresAt).toBeNull();
    });

    it('keeps a duration where its end is sent back as it was', async () => {
      const { id, expiresAt, updatedAt } = await create({ lifespan: 7 * DAY });
      const { body } = await put(id, { expiresAt, enabled: true }).expect(200);
      expect(body.data).toMatchObject({ lifespan: '604800000', expiresAt, updatedAt });
    });

    it('is paused and resumed, with all of its keys', async () => {
      const { id, accessKey: old } = await create();
      const { accessKey: present } = await regenerate(id, { keepPreviousFor: DAY });
      expect(await statuses(old, present)).toEqual([200, 200]);
      expect((await put(id, { enabled: false }).expect(200)).body.data).toMatchObject({ enabled: false, state: 'paused' });
      for (const key of [old, present]) {
        const { body, headers } = await use(key).expect(401);
        expect(body.error).toMatchObject({ message: 'Token disabled', details: { code: 'ERR_TOKEN_DISABLED' } });
        expect(headers['www-authenticate']).toContain('error="invalid_token"');
      }
      // A new key does not resume it.
      const { accessKey: next } = await regenerate(id);
      expect(await statuses(next)).toEqual([401]);
      expect((await put(id, { enabled: true }).expect(200)).body.data).toMatchObject({ enabled: true, state: 'active' });
      expect(await statuses(old, present, next)).toEqual([401, 401, 200]);
    });

    it('is changed neither by a pause that it has, nor by null', async () => {
      const { id, updatedAt } = await create();
      expect((await put(id, { enabled: true }).expect(200)).body.data.updatedAt).toBe(updatedAt);
      await put(id, { enabled: null }).expect(400);
      await api.admin.post(path(), { name: api.newName(), enabled: true }).expect(400);
    });

    it('is shown in lists by its state, and by how long it was not used', async () => {
      const mark = api.newName();
      const make = async (name: string, body: object = {}) => (await create({ name: `${mark} ${name}`, ...body })).id as number;
      await make('active');
      const [paused, expired, expiring] = [await make('paused'), await make('expired'), await make('expiring', { lifespan: 30 * DAY })];
      await put(paused, { enabled: false }).expect(200);
      await api.host.setExpiry(expired, new Date(Date.now() - 1));
      await api.host.setExpiry(expiring, new Date(Date.now() + 1000 * HOUR));
      const names = async (query: string) => {
        const { body } = await api.admin.get(path(`?_q=${encodeURIComponent(mark)}&${query}`)).expect(200);
        expect(body.meta.pagination.total).toBe(body.data.length);
        return body.data.map(({ name }: { name: string }) => name.slice(mark.length + 1));
      };
      expect(await names('state=active')).toEqual(['active', 'expiring']);
      expect(await names('state=paused')).toEqual(['paused']);
      expect(await names('state=expired')).toEqual(['expired']);
      expect(await names('state=expiring')).toEqual([]);
      expect(await names('state=active&sort=name:desc&pageSize=2')).toEqual(['expiring', 'active']);
      expect(await names('unusedFor=1')).toEqual([]);
      expect(await names('unusedFor=ever')).toEqual(['active', 'expired', 'expiring', 'paused']);
      const { accessKey, id: replaced } = await create({ name: `${mark} used` });
      expect(await statuses(accessKey)).toEqual([200]);
      await api.admin.post(path(`/${replaced}/regenerate`)).expect(201);
      expect(await names('unusedFor=ever')).toEqual(['active', 'expired', 'expiring', 'paused']);
      for (const wrong of ['state=unknown', 'state=', 'unusedFor=0', 'unusedFor=soon', 'managedBy=x']) await api.admin.get(path(`?${wrong}`)).expect(400);
      const byType = await api.admin.get(path('?type=full-access'));
      expect(byType.status).toBe(kind === 'api-tokens' ? 200 : 400);
    });

    it('is within the life of the admin token that made it, whoever changes it', async () => {
      const owner: Person = await makeOwner(api, RIGHTS);
      const maker = await makeToken(api, owner.client, RIGHTS, { lifespan: 7 * DAY });
      const { id, expiresAt, accessKey } = await create(kind === 'api-tokens' ? { type: 'read-only' } : {}, api.host.as(maker.accessKey));
      expect(expiresAt).toBe(maker.expiresAt);
      for (const end of [inDays(8), null]) {
        const { body } = await owner.client.put(path(`/${id}`), { expiresAt: end }).expect(400);
        expect(body.error.message).toContain(maker.expiresAt);
      }
      await owner.client.put(path(`/${id}`), { expiresAt: inDays(6) }).expect(200);
      // It rests while its maker does, and says so.
      await owner.client.put(api.path(`/admin-tokens/${maker.id}`), { enabled: false }).expect(200);
      expect((await use(accessKey).expect(401)).body.error.details.code).toBe('ERR_TOKEN_DISABLED');
      expect((await owner.client.get(path(`/${id}`)).expect(200)).body.data).toMatchObject({ enabled: true, state: 'paused' });
      await owner.client.put(path(`/${id}`), { enabled: true }).expect(200);
      expect(await statuses(accessKey)).toEqual([401]);
      await owner.client.put(api.path(`/admin-tokens/${maker.id}`), { enabled: true }).expect(200);
      expect(await statuses(accessKey)).toEqual([200]);
    });
  });

  it('the policy is shown to everyone who is logged in, and to nobody else', async () => {
    expect((await api.admin.get(api.path('/token-policy')).expect(200)).body).toEqual({ data: { maxLifetimeDays: { contentApi: null, admin: null }, enforce: 'new', readActions: [], mcpPath: null } });
    await api.host.as().get(api.path('/token-policy')).expect(401);
  });
}
