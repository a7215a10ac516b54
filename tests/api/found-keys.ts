import { setTimeout as sleep } from 'node:timers/promises';
import { createAccessKey } from '../../server/key/access-key';
import type { Api } from './api-suite';
import { makeOwner } from './people';

const HOUR = 3_600_000;
const kinds = ['api-tokens', 'admin-tokens'] as const;

/** What can be done about a key that was found somewhere: asking which token it belongs to, and reporting it as leaked. */
export function describeFoundKeys(api: Api): void {
  describe.each(kinds)('a key of one of the %s that was found', (kind) => {
    const path = (rest = '') => api.path(`/${kind}${rest}`);
    const create = async (body: object = {}) =>
      (await api.admin.post(path(), { name: api.newName(), ...(kind === 'api-tokens' && { type: 'read-only' }), ...body }).expect(201)).body.data;
    const regenerate = async (id: number, body?: object) => (await api.admin.post(path(`/${id}/regenerate`), body).expect(201)).body.data.accessKey as string;
    const identify = (key: unknown, more: object = {}, by = api.admin) => by.post(path('/identify'), { key, ...more });

    it('is identified as the current, the previous or a retired one of its token', async () => {
      const { id, name, accessKey: first } = await create();
      const second = await regenerate(id, { keepPreviousFor: HOUR });
      const identified = async (key: string) => (await identify(key).expect(200).expect('Cache-Control', /no-store/)).body;
      const data = { id, name, kind: kind === 'api-tokens' ? 'content-api' : 'admin', state: 'active' };
      expect(await identified(first)).toEqual({ data: { ...data, keyState: 'previous' } });
      expect(await identified(second)).toEqual({ data: { ...data, keyState: 'current' } });
      const third = await regenerate(id);
      await api.admin.put(path(`/${id}`), { enabled: false }).expect(200);
      for (const [key, keyState] of [[first, 'retired'], [second, 'retired'], [third, 'current']] as const) {
        expect(await identified(key)).toEqual({ data: { ...data, state: 'paused', keyState } });
      }
      await api.admin.delete(path(`/${id}`)).expect(200);
      for (const key of [first, second, third]) await identify(key).expect(404);
    });

    it('is identified with what was copied around it', async () => {
      const { id, accessKey } = await create();
      for (const pasted of [` ${accessKey}`, `${accessKey}\n`, `\t${accessKey}\r\n`, `\u00a0${accessKey}\u00a0`]) {
        expect((await identify(pasted).expect(200)).body.data.id).toBe(id);
      }
    });

    it('is told by its state from that of an ended token', async () => {
      const { id, accessKey } = await create();
      await api.host.setExpiry(id, new Date(Date.now() - 1000));
      expect((await identify(accessKey).expect(200)).body.data).toMatchObject({ id, state: 'expired', keyState: 'current' });
    });

    it('is not there for the other kind, and nothing else is a key', async () => {
      const { accessKey } = await create();
      const other = kinds.find((each) => each !== kind)!;
      const { body } = await api.admin.post(api.path(`/${other}/identify`), { key: accessKey }).expect(404);
      expect(body.error).toEqual({ status: 404, name: 'NotFoundError', message: 'No token has or had this key', details: { code: 'ERR_NOT_FOUND' } });
      for (const key of [accessKey.slice(0, -1), `${accessKey}0`, `Bearer ${accessKey}`, 'ab'.repeat(128), 'x'.repeat(100_000), '\0', '\ud800']) {
        expect((await identify(key).expect(404)).body).toEqual(body);
      }
    });

    it('is never repeated, neither in an answer nor in the log', async () => {
      const { id, accessKey } = await create();
      const upper = accessKey.toUpperCase();
      for (const wrong of [
        { key: [accessKey] }, { key: { [accessKey]: accessKey } }, { token: accessKey }, { key: accessKey, [accessKey]: 1 }, [accessKey], { key: '  ' }, {}, undefined,
      ]) {
        const { body } = await api.admin.post(path('/identify'), wrong).expect(400);
        expect(body.error).toMatchObject({ name: 'ValidationError', details: { code: 'ERR_VALIDATION' } });
        expect(JSON.stringify(body)).not.toContain(accessKey);
      }
      expect((await identify(accessKey).expect(200)).text).not.toContain(accessKey);
      expect((await identify(upper).expect(404)).text).not.toContain(upper);
      await api.admin.delete(path(`/${id}`)).expect(200);
      expect(api.host.log()).not.toContain(accessKey);
      expect(api.host.log()).not.toContain(upper);
    });
  });

  it('the key of an admin token is identified to its owner and to super admins alone', async () => {
    const right = ['plugin::api-tokens.admin-tokens.read', 'plugin::api-tokens.admin-tokens.create'];
    const [owner, other] = [await makeOwner(api, right), await makeOwner(api, right)];
    const { body: { data: { id, accessKey } } } = await owner.client.post(api.path('/admin-tokens'), { name: api.newName() }).expect(201);
    for (const client of [owner.client, api.admin]) {
      expect((await client.post(api.path('/admin-tokens/identify'), { key: accessKey }).expect(200)).body.data.id).toBe(id);
    }
    const { body } = await other.client.post(api.path('/admin-tokens/identify'), { key: accessKey }).expect(404);
    expect(body).toEqual((await other.client.post(api.path('/admin-tokens/identify'), { key: 'of no token' }).expect(404)).body);
  });

  describe('a key that is reported as leaked', () => {
    const REPORT = '/api/api-tokens/leaked';
    const report = (body: object | string) => api.host.as().post(REPORT, body);
    const create = async (kind: typeof kinds[number]) => {
      const body = { name: api.newName(), ...(kind === 'api-tokens' && { type: 'read-only' }) };
      return (await api.admin.post(api.path(`/${kind}`), body).expect(201)).body.data;
    };
    const regenerate = async (kind: string, id: number, body?: object) =>
      (await api.admin.post(api.path(`/${kind}/${id}/regenerate`), body).expect(201)).body.data.accessKey as string;
    const get = async (kind: string, id: number) => (await api.admin.get(api.path(`/${kind}/${id}`)).expect(200)).body.data;
    const statusOf = async (kind: string, key: string) =>
      (await api.host.as(key).get(kind === 'admin-tokens' ? '/admin/users/me' : '/api/articles')).status;

    /** Reports are processed after their answer, in their order: once a later one is in the log, all before it are done. */
    async function settled(): Promise<void> {
      const { name, accessKey } = await create('api-tokens');
      await report({ keys: [accessKey] }).expect(202);
      const latest = Date.now() + 10_000;
      while (!api.host.log().includes(`${name}\\"`) && !api.host.log().includes(`"${name}"`)) {
        if (Date.now() > latest) throw new Error(`The report of the key of ${name} is not in the log.`);
        await sleep(20);
      }
    }
    const linesOf = (name: string) => api.host.log().split('\n').filter((line) => line.includes('reported as leaked') && line.replaceAll('\\"', '"').includes(`"${name}"`));

    it.each(kinds)('pauses its token where it is the current one of one of the %s', async (kind) => {
      const { id, name, accessKey } = await create(kind);
      expect(await statusOf(kind, accessKey)).toBe(200);
      await report({ keys: [` ${accessKey}\n`] }).expect(202, {}).expect('Cache-Control', /no-store/);
      await settled();
      expect(await statusOf(kind, accessKey)).toBe(401);
      expect(await get(kind, id)).toMatchObject({ enabled: false, state: 'paused', hint: accessKey.slice(-4) });
      const [line, ...more] = linesOf(name);
      expect(line).toContain(`A current key of the token ${id}, `);
      expect(line).toContain('The token was paused.');
      expect(more).toEqual([]);
      const { updatedAt } = await get(kind, id);
      await report({ keys: [accessKey] }).expect(202);
      await settled();
      expect((await get(kind, id)).updatedAt).toBe(updatedAt);
      expect(linesOf(name).at(-1)).toContain('The token was already paused.');
      expect(api.host.log()).not.toContain(accessKey);
    });

    it.each(kinds)('is ended alone where it is the previous one of one of the %s, and only noted where it had stopped', async (kind) => {
      const { id, name, accessKey: old } = await create(kind);
      const present = await regenerate(kind, id, { keepPreviousFor: HOUR });
      await report({ keys: [old, old] }).expect(202);
      await settled();
      expect([await statusOf(kind, old), await statusOf(kind, present)]).toEqual([401, 200]);
      const { updatedAt, enabled, previousKey } = await get(kind, id);
      expect({ enabled, previousKey }).toEqual({ enabled: true, previousKey: null });
      await report({ keys: [old] }).expect(202);
      await settled();
      expect((await get(kind, id)).updatedAt).toBe(updatedAt);
      expect(linesOf(name).map((line) => /A (\w+) key/.exec(line)![1])).toEqual(['previous', 'retired']);
      expect(linesOf(name)[1]).toContain('The key had already stopped working.');
    });

    it('is found among others, in the list that GitHub sends', async () => {
      const some = [await create('api-tokens'), await create('admin-tokens')];
      const alerts = [createAccessKey('cms', 'content'), ...some.map(({ accessKey }) => accessKey), ''].map((token) => (
        { token, type: 'cms_api_token', url: 'https://example.com/repository/blob/main/.env', source: 'content' }));
      await report(alerts).expect(202, {});
      await settled();
      expect(await statusOf('api-tokens', some[0].accessKey)).toBe(401);
      expect(await statusOf('admin-tokens', some[1].accessKey)).toBe(401);
    });

    it('is answered like one of no token, and like no key at all', async () => {
      const { accessKey } = await create('api-tokens');
      const answers = [];
      for (const keys of [[accessKey], [createAccessKey('cms', 'content')], ['\0', '\ud800', 'x'.repeat(10_000)], Array<string>(100).fill('ab'.repeat(128))]) {
        const { status, text, headers } = await report({ keys });
        const { 'content-type': type, 'cache-control': cache, 'content-length': length } = headers;
        answers.push({ status, text, type, cache, length });
      }
      expect(answers[0]).toMatchObject({ status: 202, text: '{}' });
      for (const answer of answers) expect(answer).toEqual(answers[0]);
    });

    it.each<[string, object]>([
      ['nothing', {}], ['no list', { keys: 'key' }], ['an empty list', { keys: [] }], ['no texts', { keys: [1] }], ['null', { keys: [null] }],
      ['101 keys', { keys: Array<string>(101).fill('key') }], ['another field', { keys: ['key'], source: 'me' }], ['an empty list of alerts', []],
      ['alerts without a token', [{ url: 'https://example.com' }]], ['alerts that are texts', ['key']], ['1,001 alerts', Array(1001).fill({ token: 'key' })],
    ])('is not looked for in a body with %s', async (_what, body) => {
      const { body: answer } = await report(body).expect(400);
      expect(answer.error).toMatchObject({ name: 'ValidationError', details: { code: 'ERR_VALIDATION' } });
    });

    it('does not get into the answer to a malformed body', async () => {
      const { accessKey } = await create('api-tokens');
      for (const wrong of [{ keys: accessKey }, { key: accessKey }, { [accessKey]: [accessKey] }, [accessKey], [{ key: accessKey }]]) {
        expect((await report(wrong).expect(400)).text).not.toContain(accessKey);
      }
      expect(await statusOf('api-tokens', accessKey)).toBe(200);
      expect(api.host.log()).not.toContain(accessKey);
    });

    it('is not taken from an address that has sent more than 60 reports in a minute', async () => {
      let answer = await report({ keys: ['key'] });
      for (let count = 0; answer.status !== 429 && count < 61; count += 1) answer = await report({ keys: ['key'] });
      expect(answer.status).toBe(429);
      const seconds = Number(answer.headers['retry-after']);
      expect(seconds).toBeGreaterThan(0);
      expect(seconds).toBeLessThanOrEqual(60);
      expect(answer.body).toEqual({
        data: null, error: { status: 429, name: 'RateLimitError', message: 'Too many requests', details: { code: 'ERR_RATE_LIMITED', retryAfter: seconds } },
      });
    });

    it('is revoked where the setting says so, and its token waits for another', async () => {
      await api.restart({ API_TOKEN_LEAKS: 'revoke' });
      for (const kind of kinds) {
        const { id, name, accessKey: old } = await create(kind);
        const leaked = await regenerate(kind, id, { keepPreviousFor: HOUR });
        await report({ keys: [leaked] }).expect(202);
        await settled();
        expect([await statusOf(kind, old), await statusOf(kind, leaked)]).toEqual([200, 401]);
        expect(await get(kind, id)).toMatchObject({ enabled: true, hint: null, canRevealKey: false, previousKey: { hint: old.slice(-4) } });
        expect(linesOf(name).at(-1)).toContain('The key was revoked. Regenerate it.');
        expect((await api.admin.post(api.path(`/${kind}/identify`), { key: leaked }).expect(200)).body.data).toMatchObject({ id, keyState: 'retired' });
        const present = await regenerate(kind, id, { keepPreviousFor: HOUR });
        expect([await statusOf(kind, old), await statusOf(kind, leaked), await statusOf(kind, present)]).toEqual([401, 401, 200]);
      }
    });

    it('is only noted where the setting says so', async () => {
      await api.restart({ API_TOKEN_LEAKS: 'notify' });
      const { id, name, accessKey, updatedAt } = await create('api-tokens');
      await report({ keys: [accessKey] }).expect(202);
      await settled();
      expect(await statusOf('api-tokens', accessKey)).toBe(200);
      expect((await get('api-tokens', id)).updatedAt).toBe(updatedAt);
      expect(linesOf(name)[0]).toContain('Nothing was done.');
    });

    it('is not taken where reports are off', async () => {
      await api.restart({ API_TOKEN_LEAKS: 'off' });
      const { accessKey } = await create('api-tokens');
      await report({ keys: [accessKey] }).expect(404);
      expect(await statusOf('api-tokens', accessKey)).toBe(200);
      await api.restart({ API_TOKEN_LEAKS: 'pause' });
    });
  });
}
