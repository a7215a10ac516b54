import { pluginServices } from '../../../server/services';
import type { Store } from '../../../server/store/store';
import { registerFirstAdmin, startTestCms, type Client, type TestCms } from '../../support/cms';
import { dialectsUnderTest } from '../../support/database';

const DAY = 86_400_000;

describe.each(dialectsUnderTest())('a page of tokens on %s', (dialect) => {
  let cms: TestCms;
  let admin: Client;
  let store: Store;

  beforeAll(async () => {
    cms = await startTestCms({ dialect });
    admin = await registerFirstAdmin(cms);
    ({ store } = pluginServices(cms.running.cms));
  });
  afterAll(() => cms.stop());
  beforeEach(async () => {
    const { connection } = cms.running.cms.db;
    for (const name of ['api_tokens_permissions', 'api_tokens_keys', 'api_tokens_issued']) await connection(name).delete();
  });

  /** Makes tokens, and answers with their ids. */
  const make = (tokens: Array<{ name: string; description?: string; expiresAt?: number | null; lastUsedAt?: number | null }>) =>
    store.write(async ({ rows }) => {
      const ids: number[] = [];
      for (const { name, description = '', expiresAt = null, lastUsedAt = null } of tokens) {
        const { id } = await rows.insert({
          kind: 'content-api', name, description, type: 'custom', lifespan: null, expiresAt, createdAt: 1, madeBy: null, ownerId: null,
          key: () => ({ hash: `hash of ${name}`, saltId: null, hint: null, encryptedKey: null, lastUsedAt, lastUsedFrom: null }), permissions: [{ action: 'api::article.article.find' }],
        });
        ids.push(id as number);
      }
      return ids;
    });
  const list = async (query: Record<string, string>) => (await admin.get(`/admin/api-tokens?${new URLSearchParams(query)}`).expect(200)).body;
  const search = async (text: string) => (await list({ _q: text })).data.map(({ name }: { name: string }) => name);
  /** The names of all pages, one after the other. */
  async function pages(sort: string, pageSize: number): Promise<string[]> {
    const names: string[] = [];
    for (let page = 1, pageCount = 1; page <= pageCount; page += 1) {
      const { data, meta } = await list({ sort, page: String(page), pageSize: String(pageSize) });
      names.push(...data.map(({ name }: { name: string }) => name));
      ({ pageCount } = meta.pagination);
    }
    return names;
  }

  it.each(['%', '_', '\\', '!', '[', '?', '\'', '"', '\\%', '!_', '$1', '??'])('finds %s as it is written, and nothing else by it', async (text) => {
    await make([{ name: `with ${text} inside` }, { name: 'plain x' }, { name: 'described', description: `- ${text} -` }]);
    expect(await search(text)).toEqual(['described', `with ${text} inside`]);
    expect((await list({ _q: text })).meta.pagination.total).toBe(2);
  });

  it.each([
    ['über', 'Die ÜBERSICHT'], ['ÜBER', 'eine übersicht'], ['naïve', 'NAÏVE'], ['жизнь', 'ЖИЗНЬ'], ['🌍', 'all of the 🌍'], ['read', 'READER ü'], ['Ÿ', 'ÿ'],
  ])('finds %s in %s, in whatever case', async (text, name) => {
    await make([{ name }, { name: 'other' }, { name: 'uber naive' }]);
    expect(await search(text)).toEqual([name]);
  });

  it.each([['lastUsedAt', 'first'], ['expiresAt', 'last']] as const)('is sorted by %s over pages: what has none comes %s, and nothing twice', async (attribute, place) => {
    const time = (n: number) => Date.now() + n * DAY;
    const names = Array.from({ length: 23 }, (_, n) => `t${String(n).padStart(2, '0')}`);
    // Some share a time, and some have none.
    await make(names.map((name, n) => ({ name, [attribute]: n % 4 === 3 ? null : time(Math.floor((n * 7 % 23) / 2)) })));
    const ascending = await pages(`${attribute}:asc`, 5);
    const descending = await pages(`${attribute}:desc`, 5);
    expect([...ascending].sort()).toEqual(names);
    expect([...descending].sort()).toEqual(names);
    const without = names.filter((_, n) => n % 4 === 3);
    const [atStart, atEnd] = [ascending.slice(0, without.length).sort(), ascending.slice(-without.length).sort()];
    expect(place === 'first' ? atStart : atEnd).toEqual(without);
    expect((place === 'first' ? descending.slice(-without.length) : descending.slice(0, without.length)).sort()).toEqual(without);
  });

  it('has tokens whose key is missing, and none of the permissions that belong to no token', async () => {
    const [id] = await make([{ name: 'without key' }, { name: 'whole' }]);
    const { connection } = cms.running.cms.db;
    await connection('api_tokens_keys').where({ token_id: id }).delete();
    await connection('api_tokens_permissions').insert([{ token_id: null, action: 'of none' }]);
    for (const sort of ['name', 'lastUsedAt', 'expiresAt']) {
      const { data } = await list({ sort });
      expect(data.map(({ name, permissions, hint, lastUsedAt }: any) => [name, permissions, hint, lastUsedAt]).sort()).toEqual([
        ['whole', ['api::article.article.find'], null, null], ['without key', ['api::article.article.find'], null, null],
      ]);
    }
    expect((await admin.get(`/admin/api-tokens/${id}`).expect(200)).body.data).toMatchObject({ name: 'without key', canRevealKey: false });
    await admin.put(`/admin/api-tokens/${id}`, { description: 'changed' }).expect(200);
    const { accessKey } = (await admin.post(`/admin/api-tokens/${id}/regenerate`).expect(201)).body.data;
    await cms.as(accessKey).get('/api/articles').expect(200);
    await admin.delete(`/admin/api-tokens/${id}`).expect(200);
  });

  it('is denied, not broken off, where letters beyond ASCII are found in more tokens than one statement can name', async () => {
    const { connection } = cms.running.cms.db;
    const row = (n: number) => ({ name: `ü ${n}`, kind: 'content-api', type: 'read-only', issued_at: 1, changed_at: 1 });
    await connection.batchInsert('api_tokens_issued', Array.from({ length: 10_000 }, (_, n) => row(n)), 400);
    expect((await list({ _q: 'Ü', pageSize: '1' })).meta.pagination.total).toBe(10_000);
    await connection('api_tokens_issued').insert(row(10_000));
    const { body } = await admin.get(`/admin/api-tokens?_q=${encodeURIComponent('Ü')}`).expect(400);
    expect(body.error.message).toBe('More than 10000 tokens match. Use a longer search text');
    expect(await search('Ü 1000')).toEqual(['ü 1000', 'ü 10000']);
  });

  it('is asked for where there are more than a thousand tokens', async () => {
    await make(Array.from({ length: 1000 }, (_, n) => ({ name: `many ${n}` })));
    expect((await admin.get('/admin/api-tokens').expect(200)).body.data).toHaveLength(1000);
    await make([{ name: 'one more' }]);
    const { body } = await admin.get('/admin/api-tokens').expect(400);
    expect(body.error.message).toContain('more than 1000 tokens');
    expect((await list({ page: '11', pageSize: '100' })).data).toHaveLength(1);
  });
});
