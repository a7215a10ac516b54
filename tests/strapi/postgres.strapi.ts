import { firstAdmin, type Client } from '../support/cms';
import { dialectsUnderTest } from '../support/database';
import { startStrapiHost, type StrapiHostOptions, type StrapiHost } from '../support/hosts/strapi-host';

const places: Array<[string, StrapiHostOptions, schema: string]> = [
  ['in a schema of its own', { schema: 'cms' }, 'cms'],
  ['behind PgBouncer in transaction mode', { poolerPort: process.env.PGBOUNCER_PORT }, 'public'],
];

(dialectsUnderTest().includes('postgres') ? describe : describe.skip).each(places)('in Strapi on PostgreSQL, %s,', (_, place, schema) => {
  let host: StrapiHost;
  let admin: Client;

  beforeAll(async () => {
    host = await startStrapiHost('postgres', place);
    admin = await logIn();
  });
  afterAll(() => host?.stop());

  async function logIn(): Promise<Client> {
    await host.as().post('/admin/register-admin', firstAdmin);
    return host.as((await host.as().post('/admin/login', { email: firstAdmin.email, password: firstAdmin.password }).expect(200)).body.data.token);
  }
  const make = async (path: string, body: object) => (await admin.post(path, body).expect(201)).body.data;
  const show = async (path: string, id: number) => (await admin.get(`${path}/${id}`).expect(200)).body.data;

  it('the tables are there and nowhere else', async () => {
    const tables = await host.inDatabase((knex) => knex('information_schema.tables').whereLike('table_name', 'api_tokens_%').distinct('table_schema'));
    expect(tables).toEqual([{ table_schema: schema }]);
  });

  it.each([
    ['/api-tokens', { name: 'Content', type: 'custom', permissions: ['api::article.article.find'] }, '/api/articles', { permissions: [] }],
    ['/admin-tokens', { name: 'Admin', adminPermissions: [{ action: 'admin::users.read' }] }, '/admin/users', { adminPermissions: [] }],
  ])('a token of %s is made, used, changed, regenerated and deleted', async (path, body, uses, narrower) => {
    const { id, accessKey } = await make(path, body);
    await host.as(accessKey).get(uses).expect(200);
    await admin.put(`${path}/${id}`, narrower).expect(200);
    await host.as(accessKey).get(uses).expect(403);
    const renewed = (await admin.post(`${path}/${id}/regenerate`).expect(201)).body.data.accessKey;
    await host.as(accessKey).get(uses).expect(401);
    await host.as(renewed).get(uses).expect(403);
    await admin.delete(`${path}/${id}`).expect(200);
    await host.as(renewed).get(uses).expect(401);
  });

  it('of twenty that come at once, one takes a name', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => admin.post('/api-tokens', { name: 'wanted', type: 'read-only' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(19).fill(400)]);
  });

  it('the times of last use are written', async () => {
    const { id, accessKey } = await make('/api-tokens', { name: 'Used', type: 'read-only' });
    await host.as(accessKey).get('/api/articles').expect(200);
    const { lastUsedAt } = await show('/api-tokens', id);
    expect(Date.parse(lastUsedAt)).not.toBeNaN();
    await host.restart();
    admin = await logIn();
    expect((await show('/api-tokens', id)).lastUsedAt).toBe(lastUsedAt);
    await host.as(accessKey).get('/api/articles').expect(200);
  });

  it('the requests, the denials and the history of a token are written', async () => {
    const { id, accessKey } = await make('/api-tokens', { name: 'Watched', type: 'read-only' });
    await host.as(accessKey).get('/api/articles').expect(200);
    await host.as(accessKey).post('/api/articles', { data: { title: 'x' } }).expect(403);
    await host.restart();
    admin = await logIn();
    const { days, actions } = (await admin.get(`/api-tokens/${id}/usage?days=2`).expect(200)).body.data;
    expect(days.map(({ ok, denied }: { ok: number; denied: number }) => ok + denied).reduce((sum: number, count: number) => sum + count, 0)).toBe(2);
    expect(actions).toEqual([{ action: 'api::article.article.find', count: 1 }]);
    expect((await admin.get(`/api-tokens/${id}/denials`).expect(200)).body.data).toMatchObject([{ method: 'POST', path: '/api/articles', count: 1 }]);
    expect((await admin.get(`/api-tokens/${id}/events`).expect(200)).body.data).toMatchObject([{ action: 'token.create' }]);
  });

  it('logs no error', () => {
    expect(host.log().split('\n').filter((line) => /\berror\b/i.test(line))).toEqual([]);
  });
});
