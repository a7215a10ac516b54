import { connect } from 'node:net';
import type { RecordQuery } from '../../../cms/database/query/query';
import { registerFirstAdmin, startTestCms, type Client, type TestCms } from '../../support/cms';
import { dialectsUnderTest } from '../../support/database';

const WRONG = [null, true, 7, -1, 1.5, '', ' ', '\0', 'a\0b', '\ud800', '\uffff', 'x'.repeat(300), 'x'.repeat(100_000), [], [null], [[]], {}, { $ne: null }];
const REQUEST_BODIES = [undefined, 'null', 'true', '7', '"text"', '[]', '{', '{"name":', '\0', 'name=a', '[{"name":"a"}]'];
const IDS = ['1abc', '-1', '0', '99999999999999999999', '2147483648', '1.5', 'null', '%00', '%20', '__proto__', 'x'.repeat(500)];

/** Every refusal has Strapi's shape, and says nothing of what went wrong inside. */
function expectRefusal(status: number, body: any): void {
  expect(status).toBeGreaterThanOrEqual(400);
  expect(status).toBeLessThan(500);
  expect(body).toEqual({
    data: null,
    error: { status, name: expect.stringMatching(/\w+Error$/), message: expect.any(String), details: expect.any(Object) },
  });
  expect(JSON.stringify(body)).not.toMatch(/node_modules|\.ts:|\.js:|sqlite|SELECT|insert into/i);
}

describe.each(dialectsUnderTest())('bad input to the admin API on %s', (dialect) => {
  let cms: TestCms;
  let admin: Client;
  let token: { id: number };
  let before: unknown;
  const list = async () => (await admin.get('/admin/api-tokens').expect(200)).body.data;

  beforeAll(async () => {
    cms = await startTestCms({ dialect });
    admin = await registerFirstAdmin(cms);
    token = (await admin.post('/admin/api-tokens', { name: 'kept', type: 'custom', permissions: ['api::article.article.find'] }).expect(201)).body.data;
    before = await list();
  });
  afterAll(() => cms.stop());
  afterEach(async () => expect(await list()).toEqual(before));

  it.each(['name', 'type', 'lifespan', 'permissions', 'description'])('refuses what is wrong as %s, and stores nothing', async (field) => {
    const isValid = (value: unknown) =>
      (field === 'lifespan' && value === null)
      || (field === 'description' && (value === null || value === '' || value === ' ' || value === '\uffff' || value === 'x'.repeat(300)))
      || (field === 'permissions' && Array.isArray(value) && value.length === 0)
      || (field === 'name' && value === '\uffff');
    for (const value of WRONG.filter((candidate) => !isValid(candidate))) {
      const created = await admin.post('/admin/api-tokens', { name: 'new', type: 'custom', permissions: [], [field]: value });
      expectRefusal(created.status, created.body);
      const updated = await admin.put(`/admin/api-tokens/${token.id}`, { [field]: value });
      expectRefusal(updated.status, updated.body);
    }
  });

  it.each(REQUEST_BODIES)('refuses the body %j', async (body) => {
    const created = await admin.post('/admin/api-tokens', body);
    expectRefusal(created.status, created.body);
    const updated = await admin.put(`/admin/api-tokens/${token.id}`, body);
    expectRefusal(updated.status, updated.body);
  });

  it.each(IDS)('knows no token by the id %s', async (id) => {
    for (const path of [`/admin/api-tokens/${id}`, `/admin/admin-tokens/${id}`]) {
      for (const answer of [
        await admin.get(path),
        await admin.put(path, { name: 'x' }),
        await admin.delete(path),
        await admin.post(`${path}/regenerate`),
      ]) expectRefusal(answer.status, answer.body);
    }
  });

  it.each(['page=0', 'page=x', 'pageSize=1000', 'sort=accessKey', 'sort=name&sort=type', '_q=a&_q=b', 'page=1&page=2',
    'page=', 'sort=', '_q=', 'page[]=1', 'sort[name]=asc', '_q[x]=y', '_q[]=a', 'filters[__proto__][id]=1', 'filters[constructor]=1', 'filters[id]=1',
    '__proto__=1', 'unknown=1', 'unknown'])('refuses the list query %s', async (query) => {
    for (const path of ['/admin/api-tokens', '/admin/admin-tokens']) {
      const answer = await admin.get(`${path}?${query}`);
      expect({ path, status: answer.status }).toEqual({ path, status: 400 });
      expectRefusal(answer.status, answer.body);
    }
  });

  it('answers a list of more than 1,000 tokens only by the page', async () => {
    const { db } = cms.running.cms;
    const { count } = await (db.query('plugin::api-tokens.token') as RecordQuery).createMany({
      data: Array.from({ length: 1001 }, (_, index) => ({ kind: 'admin', name: `many ${index}`, issuedAt: 0, changedAt: 0 })),
    });
    expect(count).toBe(1001);
    const { body } = await admin.get('/admin/admin-tokens').expect(400);
    expect(body.error).toMatchObject({
      name: 'ValidationError', message: 'There are more than 1000 tokens. Request a page of them, with page and pageSize',
    });
    const page = await admin.get('/admin/admin-tokens?page=2&pageSize=100').expect(200);
    expect(page.body.data).toHaveLength(100);
    expect(page.body.meta.pagination.total).toBeGreaterThan(1000);
    await admin.get('/admin/api-tokens').expect(200);
  });


  it('refuses a body of more than 1 MB with 413', async () => {
    const { status, body } = await admin.post('/admin/api-tokens', { name: 'big', description: 'x'.repeat(1_100_000) });
    expect(status).toBe(413);
    expectRefusal(status, body);
  });

  it('refuses other media types', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/octet-stream']) {
      for (const request of [admin.post('/admin/api-tokens'), admin.put(`/admin/api-tokens/${token.id}`)]) {
        const answer = await request.set('Content-Type', type).send('name=a');
        expect(answer.status).toBe(415);
        expectRefusal(answer.status, answer.body);
      }
    }
  });

  it.each(['/nowhere', '/api/nowhere', '/admin/nowhere', '/api/articles/x/y', '/%', '/api/articles/%E0%A4%A', '/api//articles'])('answers %s with a 4xx', async (path) => {
    const answer = await admin.get(path);
    expectRefusal(answer.status, answer.body);
  });

  it('answers a wrong method with 405', async () => {
    const { status, body } = await admin.delete('/admin/api-tokens');
    expect(status).toBe(405);
    expectRefusal(status, body);
  });
});

describe('bad input to the server', () => {
  let cms: TestCms;
  beforeAll(async () => {
    cms = await startTestCms();
  });
  afterAll(() => cms.stop());

  it('answers an Authorization header of 64 KiB with a 4xx in the error shape', async () => {
    const answer = await raw(`GET /api/articles HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${'a'.repeat(65_536)}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
    expect(JSON.parse(answer.split('\r\n\r\n')[1]!)).toMatchObject({ data: null, error: { status: 431 } });
  });

  it('answers what is not HTTP with 400 in the error shape', async () => {
    const answer = await raw('NONSENSE\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(JSON.parse(answer.split('\r\n\r\n')[1]!)).toMatchObject({ data: null, error: { status: 400, name: 'BadRequestError' } });
  });

  it('refuses an unknown caller before reading the body', async () => {
    const answer = await raw('POST /api/articles HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n{"data"');
    expect(answer).toMatch(/^HTTP\/1\.1 401 /);
  });

  it('never looks at a key in the query string or the body', async () => {
    const admin = await registerFirstAdmin(cms);
    const { accessKey } = (await admin.post('/admin/api-tokens', { name: 'full', type: 'full-access' }).expect(201)).body.data;
    await cms.as().get(`/api/articles?access_token=${accessKey}&token=${accessKey}`).expect(401);
    await cms.as().post('/api/articles', { access_token: accessKey, data: { title: 'x' } }).expect(401);
  });

  it('never logs a key, an Authorization header or a password', async () => {
    const { body } = await cms.as().post('/admin/login', { email: 'ada@example.com', password: 'Correct-horse-1' }).expect(200);
    const admin = cms.as(body.data.token);
    const { id, accessKey } = (await admin.post('/admin/api-tokens', { name: 'logged', type: 'full-access' }).expect(201)).body.data;
    await cms.as(accessKey).get(`/api/articles?key=${accessKey}`);
    await admin.get(`/admin/api-tokens/${id}`).expect(200);
    await cms.as().post('/admin/login', { email: 'ada@example.com', password: 'Not-the-password-1' });
    const log = cms.logged.join('');
    expect(log).toContain('/api/articles');
    for (const secret of [accessKey, body.data.token, 'Correct-horse-1', 'Not-the-password-1', 'Bearer']) expect(log).not.toContain(secret);
  });

  /** What the server answers to these bytes. */
  function raw(request: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const { hostname, port } = new URL(cms.url);
      const socket = connect(Number(port), hostname, () => socket.write(request));
      let answer = '';
      socket.on('data', (data) => {
        answer += String(data);
        socket.destroy();
      });
      socket.on('close', () => resolve(answer));
      socket.on('error', reject);
    });
  }
});
