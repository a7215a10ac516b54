import Database from 'better-sqlite3';
import { setTimeout as sleep } from 'node:timers/promises';
import { firstAdmin, type Client } from '../support/cms';
import { startStrapiHost, type StrapiHost } from '../support/hosts/strapi-host';

describe('a request in Strapi', () => {
  let host: StrapiHost;
  let admin: Client;
  let names = 0;

  beforeAll(async () => {
    host = await startStrapiHost();
    admin = host.as((await host.as().post('/admin/register-admin', firstAdmin).expect(200)).body.data.token);
  });
  afterAll(() => host?.stop());

  const makeKey = async (path: string, body: object): Promise<string> =>
    (await admin.post(path, { name: `token ${++names}`, ...body }).expect(201)).body.data.accessKey;
  const contentKey = (type = 'full-access') => makeKey('/api-tokens', { type });
  const adminKey = () => makeKey('/admin-tokens', { adminPermissions: [{ action: 'admin::users.read' }] });

  it('shows handlers the token as Strapi shows its own, frozen, and nothing behind it', async () => {
    const key = await makeKey('/api-tokens', { type: 'custom', permissions: ['api::article.article.find'], description: 'For the site' });
    await host.as(key).get('/api/probe/credentials').expect(403);
    const { body } = await host.as(await contentKey()).get('/api/probe/credentials').expect(200);
    expect(body.isFrozen).toBe(true);
    expect(body.credentials).toEqual({
      id: expect.any(Number), kind: 'content-api', name: expect.stringMatching(/^token/), description: '', type: 'full-access',
      lifespan: null, expiresAt: null, permissions: [], restrictions: null,
    });
  });

  it('is counted while Strapi stops too', async () => {
    await host.restart({ STOP_DELAY_MS: '2000' });
    const { id, accessKey } = (await admin.post('/api-tokens', { name: `token ${++names}`, type: 'read-only' }).expect(201)).body.data;
    await host.as(accessKey).get('/api/articles').expect(200);
    const restarting = host.restart({ STOP_DELAY_MS: '0' });
    await sleep(1000);
    await host.as(accessKey).get('/api/articles').expect(200);
    await restarting;
    expect((await admin.get(`/api-tokens/${id}/usage?days=1`).expect(200)).body.data.days).toMatchObject([{ ok: 2 }]);
  });

  it('is counted where nobody is authenticated too: by what does not exist, a body that cannot be read, and a route for the other kind', async () => {
    const makeToken = async (path: string, body: object) => (await admin.post(path, { name: `token ${++names}`, ...body }).expect(201)).body.data;
    const counted = async (kind: string, id: number) => (await admin.get(`/${kind}/${id}/usage?days=1`).expect(200)).body.data.days[0];
    for (const [kind, body, own, other] of [
      ['api-tokens', { type: 'full-access' }, '/api/articles', '/admin/users'],
      ['admin-tokens', { adminPermissions: [{ action: 'admin::users.read' }] }, '/admin/users', '/api/articles'],
    ] as const) {
      const { id, accessKey } = await makeToken(`/${kind}`, body);
      const client = host.as(accessKey);
      await client.get('/api/nowhere').expect(404);
      await client.put('/api/articles', {}).expect(405);
      await client.post('/api/articles', '{').expect(400);
      await client.post('/api/articles', { data: { title: 'x'.repeat(2_000_000) } }).expect(413);
      await client.get(other).expect(401);
      await client.get(own).expect(200);
      const expected = { ok: 1, denied: 1, failed: 4 };
      // The keys of the others are looked up once they have been answered.
      const sumOf = ({ ok, denied, failed }: typeof expected) => ok + denied + failed;
      while (sumOf(await counted(kind, id)) < sumOf(expected)) await sleep(50);
      expect(await counted(kind, id)).toMatchObject(expected);
      expect((await admin.get(`/${kind}/${id}/denials`).expect(200)).body.data).toMatchObject([{ method: 'GET', path: other, code: 'ERR_UNAUTHORIZED', count: 1 }]);
    }
  });

  it('is logged with the id of its token, also where it is denied, and never with a key', async () => {
    const { id, accessKey } = (await admin.post('/api-tokens', { name: `token ${++names}`, type: 'read-only' }).expect(201)).body.data;
    await host.as(accessKey).get('/api/articles?logged=1').expect(200);
    await host.as(accessKey).delete('/api/articles/none?logged=2').expect(403);
    await admin.get('/api-tokens?logged=3');
    await host.as(accessKey).get('/api/nowhere?logged=4').expect(404);
    const lines = () => host.log().split('\n').filter((line) => line.includes('logged='));
    while (lines().length < 4) await sleep(20);
    expect(lines()).toEqual([
      expect.stringMatching(new RegExp(`GET /api/articles\\?logged=1 \\(\\d+ ms\\) 200 tokenId=${id}$`)),
      expect.stringMatching(new RegExp(`DELETE /api/articles/none\\?logged=2 \\(\\d+ ms\\) 403 tokenId=${id}$`)),
      expect.stringMatching(/logged=3 \(\d+ ms\) \d+$/),
      expect.stringMatching(/logged=4 \(\d+ ms\) 404$/),
    ]);
    expect(host.log()).not.toContain(accessKey);
  });

  it.each([401, 403])('to a public route that answers %s itself is not challenged', async (status) => {
    for (const client of [host.as(), host.as(await contentKey()), host.as('some.other.thing')]) {
      const { headers } = await client.post('/api/probe/webhook', { status }).expect(status);
      expect(headers).not.toHaveProperty('www-authenticate');
    }
    const { headers } = await host.as('wrong').get('/api/articles').expect(401);
    expect(headers['www-authenticate']).toMatch(/^Bearer error="invalid_token"/);
  });

  it('with a known key is answered while the database is away, in the content API and the admin API; an unknown one with 503', async () => {
    const [content, forAdmin, unknown] = [await contentKey(), await adminKey(), await contentKey()];
    await host.as(content).get('/api/probe/credentials').expect(200);
    await host.as(forAdmin).get('/admin/content-api/permissions').expect(200);
    const database = new Database(host.databaseFile);
    const tables = database.prepare('select name from sqlite_master where type = \'table\' and name not like \'sqlite_%\'').all() as Array<{ name: string }>;
    const rename = (from: (name: string) => string, to: (name: string) => string) =>
      database.transaction(() => tables.forEach(({ name }) => database.exec(`alter table "${from(name)}" rename to "${to(name)}"`)))();
    rename((name) => name, (name) => `away_${name}`);
    try {
      const { body } = await host.as(unknown).get('/api/probe/credentials').expect(503);
      expect(body.error).toMatchObject({ status: 503, name: 'ServiceUnavailableError', details: { code: 'ERR_UNAVAILABLE' } });
      await host.as(content).get('/api/probe/credentials').expect(200);
      await host.as(forAdmin).get('/admin/content-api/permissions').expect(200);
      await host.as(forAdmin).get('/admin/roles').expect(403);
    } finally {
      rename((name) => `away_${name}`, (name) => name);
      database.close();
    }
    await host.as(unknown).get('/api/articles').expect(200);
  });

  it('with a key of the wrong kind, or of nobody, is as unknown as before', async () => {
    const [content, forAdmin] = [await contentKey(), await adminKey()];
    await host.as(content).get('/admin/users').expect(401);
    await host.as(forAdmin).get('/api/articles').expect(401);
    await host.as(content).get('/admin/init').expect(200);
  });

  it('for drafts needs no more than to read: ?status=draft', async () => {
    await admin.post('/content-manager/collection-types/api::note.note', { title: 'A draft' }).expect(201);
    const titles = async (key: string, query: string) => (await host.as(key).get(`/api/notes${query}`).expect(200)).body.data.map(({ title }: any) => title);
    for (const key of [await contentKey('read-only'), await makeKey('/api-tokens', { type: 'custom', permissions: ['api::note.note.find'] })]) {
      expect(await titles(key, '')).toEqual([]);
      expect(await titles(key, '?status=draft')).toEqual(['A draft']);
      await host.as(key).post('/api/notes?status=draft', { data: { title: 'x' } }).expect(403);
    }
    await host.as(await makeKey('/api-tokens', { type: 'custom', permissions: [] })).get('/api/notes?status=draft').expect(403);
  });

  it('with a malformed Authorization header has presented nothing', async () => {
    const [content, forAdmin] = [await contentKey(), await adminKey()];
    const status = async (path: string, header: string) => (await fetch(host.url + path, { headers: { Authorization: header } })).status;
    for (const [path, key] of [['/api/articles', content], ['/admin/users', forAdmin]] as const) {
      expect(await status(path, `bearer ${key}`)).toBe(200);
      const nothing = await status(path, '');
      expect([401, 403]).toContain(nothing);
      for (const header of ['Bearer', `Basic ${key}`, key, `Bearer${key}`, `Token ${key}`, `Bearer ${key} ${key}`, `Bearer ${key}, Bearer ${key}`, `Bearer "${key}"`]) {
        const answered = await status(path, header);
        expect({ header: header.replaceAll(key, 'KEY'), answered: [401, 403].includes(answered) }).toEqual({ header: header.replaceAll(key, 'KEY'), answered: true });
      }
    }
  });
});
