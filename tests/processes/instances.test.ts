import { setTimeout as sleep } from 'node:timers/promises';
import { createDatabase } from '../../host/database/create-database';
import { registerFirstAdmin, startCmsProcess, type Answer, type CmsProcess } from '../support/cms-process';
import { dialectsUnderTest, quietLog, testDatabaseSettings, type TestDatabaseSettings } from '../support/database';

const READ = ['api::article.article.find', 'api::article.article.findOne', 'api::category.category.find'];
const WRITE = ['api::article.article.create', 'api::article.article.update', 'api::category.category.create'];
const ROUNDS = 10;

describe.each(dialectsUnderTest())('several instances on one %s', (dialect) => {
  let place: TestDatabaseSettings;
  let all: CmsProcess[];
  let a: CmsProcess;
  let b: CmsProcess;
  let bearer: string;
  let names = 0;
  const newName = () => `token ${(names += 1)}`;

  beforeAll(async () => {
    place = await testDatabaseSettings(dialect);
    const instances = dialect === 'sqlite' ? 2 : 8;
    // With 0, what one instance changes holds on every other on the next request.
    const env = { ...place.env, API_TOKEN_REVALIDATE_MS: '0' };
    all = await Promise.all(Array.from({ length: instances }, () => startCmsProcess({ env })));
    [a, b] = all as [CmsProcess, CmsProcess];
    bearer = await registerFirstAdmin(a);
    await Promise.all(all.slice(2).map((cms) => cms.stop()));
  }, 120_000);
  afterAll(async () => {
    await Promise.all([a, b].map((cms) => cms.stop()));
    await place.drop();
  });

  const create = (cms: CmsProcess, name: string, permissions = READ) =>
    cms.call('POST', '/admin/api-tokens', { bearer, body: { name, type: 'custom', permissions } });
  const read = (cms: CmsProcess, key: string) => cms.call('GET', '/api/articles', { bearer: key });

  async function made(name: string): Promise<{ id: number; accessKey: string }> {
    const { status, body } = await create(a, name);
    expect(status).toBe(201);
    return body.data;
  }

  function expectOneName(answers: Answer[]): void {
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const { status, body } of answers.filter((answer) => answer.status !== 201)) {
      expect({ status, message: body.error.message }).toEqual({ status: 400, message: 'Name already taken' });
    }
  }

  it('make every default once when they start at once on an empty database', async () => {
    const db = createDatabase(place.settings, [], quietLog);
    const namesIn = async (table: string) => (await db.connection(table).orderBy('name').select('name')).map(({ name }: any) => name);
    const tokens = await namesIn('api_tokens_tokens');
    const roles = await namesIn('admin_roles');
    await db.destroy();
    expect(tokens).toEqual(['Full Access', 'Read Only']);
    expect(roles).toEqual(['Editor', 'Super Admin']);
  });

  it('refuse on the next request what another has revoked, regenerated or narrowed', async () => {
    const [revoked, regenerated, narrowed] = [await made(newName()), await made(newName()), await made(newName())];
    for (const { accessKey } of [revoked, regenerated, narrowed]) expect((await read(b, accessKey)).status).toBe(200);
    await a.call('DELETE', `/admin/api-tokens/${revoked.id}`, { bearer });
    expect((await read(b, revoked.accessKey)).status).toBe(401);
    await a.call('POST', `/admin/api-tokens/${regenerated.id}/regenerate`, { bearer });
    expect((await read(b, regenerated.accessKey)).status).toBe(401);
    await a.call('PUT', `/admin/api-tokens/${narrowed.id}`, { bearer, body: { permissions: WRITE } });
    expect((await read(b, narrowed.accessKey)).status).toBe(403);
  });

  it('give a name once, asked for at once on two of them', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const name = newName();
      expectOneName(await Promise.all([create(a, name), create(b, name)]));
    }
  });

  it('give a name once, asked for twenty times at once on one of them', async () => {
    const name = newName();
    expectOneName(await Promise.all(Array.from({ length: 20 }, () => create(a, name))));
  });

  it('leave one key that works after twenty regenerations at once', async () => {
    const { id, accessKey } = await made(newName());
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) =>
      (index % 2 === 0 ? a : b).call('POST', `/admin/api-tokens/${id}/regenerate`, { bearer })));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(201));
    const keys = [accessKey, ...answers.map(({ body }) => body.data.accessKey)];
    for (const cms of [a, b]) {
      const statuses = await Promise.all(keys.map(async (key) => (await read(cms, key)).status));
      expect(statuses.sort()).toEqual([200, ...Array(20).fill(401)]);
    }
  });

  it('leave one of the sets of permissions that were stored at once, and no mixture', async () => {
    const { id } = await made(newName());
    for (let round = 0; round < ROUNDS; round += 1) {
      const answers = await Promise.all([a, b, a, b].map((cms, index) =>
        cms.call('PUT', `/admin/api-tokens/${id}`, { bearer, body: { permissions: index % 2 === 0 ? READ : WRITE } })));
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
      const { body } = await b.call('GET', `/admin/api-tokens/${id}`, { bearer });
      expect([[...READ].sort(), [...WRITE].sort()]).toContainEqual([...body.data.permissions].sort());
    }
  });

  it('move the time of last use only forward', async () => {
    const { id, accessKey } = await made(newName());
    const lastUse = async (): Promise<number> =>
      Date.parse((await a.call('GET', `/admin/api-tokens/${id}`, { bearer })).body.data.lastUsedAt ?? 0);
    let latest = 0;
    const end = Date.now() + 6_000;
    while (Date.now() < end) {
      await Promise.all([read(a, accessKey), read(b, accessKey)]);
      const now = await lastUse();
      expect(now).toBeGreaterThanOrEqual(latest);
      latest = now;
      await sleep(100);
    }
    expect(latest).toBeGreaterThan(0);
  }, 30_000);
});
