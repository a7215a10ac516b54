import { brotliCompressSync, gzipSync } from 'node:zlib';
import request from 'supertest';
import { makeRole } from '../support/accounts';
import { makeAdminToken } from '../support/admin-token';
import { registerFirstAdmin, startTestCms, type Client, type TestCms } from '../support/cms';
import { dialectsUnderTest } from '../support/database';

const deep = '['.repeat(100_000) + ']'.repeat(100_000);
/** A body with a value in it that JavaScript has no literal for. */
const withValue = (body: object, value: string) => JSON.stringify(body).replace('"VALUE"', value);
const permission = (extra: object) => ({ action: 'admin::users.read', ...extra });

describe.each(dialectsUnderTest())('bodies and queries made to break things, on %s', (dialect) => {
  let cms: TestCms;
  let admin: Client;
  let content: Client;
  let role: number;
  let adminToken: number;
  let contentToken: number;

  beforeAll(async () => {
    cms = await startTestCms({ dialect });
    admin = await registerFirstAdmin(cms);
    role = await makeRole(admin, 'Role', []);
    adminToken = (await makeAdminToken(admin, 'admin token', [])).id;
    const made = (await admin.post('/admin/api-tokens', { name: 'content token', type: 'full-access' }).expect(201)).body.data;
    contentToken = made.id;
    content = cms.as(made.accessKey);
  });
  afterAll(() => cms.stop());

  function send(method: 'post' | 'put', path: string, body: string) {
    const client = path.startsWith('/admin/') ? admin : content;
    return client[method](path.replace('ROLE', `${role}`).replace('ADMIN', `${adminToken}`).replace('CONTENT', `${contentToken}`), body);
  }

  /** Bodies with a place for a value, by method and path. */
  const bodies: Array<['post' | 'put', string, object]> = [
    ['post', '/admin/login', { email: 'VALUE', password: 'x' }],
    ['post', '/admin/login', { email: 'ada@example.com', password: 'VALUE' }],
    ['post', '/admin/register', { registrationToken: 'VALUE', userInfo: {} }],
    ['post', '/admin/register', { registrationToken: 'x', userInfo: 'VALUE' }],
    ['put', '/admin/users/me', { firstname: 'VALUE' }],
    ['post', '/admin/users', { email: 'VALUE', firstname: 'X' }],
    ['post', '/admin/users', { email: 'x@example.com', firstname: 'X', roles: 'VALUE' }],
    ['put', '/admin/users/1', { roles: 'VALUE' }],
    ['post', '/admin/users/batch-delete', { ids: 'VALUE' }],
    ['post', '/admin/roles/batch-delete', { ids: ['VALUE'] }],
    ['post', '/admin/roles', { name: 'VALUE' }],
    ['put', '/admin/roles/ROLE', { description: 'VALUE' }],
    ['put', '/admin/roles/ROLE/permissions', { permissions: 'VALUE' }],
    ['put', '/admin/roles/ROLE/permissions', { permissions: [permission({ actionParameters: { x: 'VALUE' } })] }],
    ['put', '/admin/roles/ROLE/permissions', { permissions: [permission({ properties: { fields: 'VALUE' } })] }],
    ['put', '/admin/roles/ROLE/permissions', { permissions: [permission({ conditions: 'VALUE' })] }],
    ['post', '/admin/api-tokens', { name: 'VALUE' }],
    ['post', '/admin/api-tokens', { name: 'x', type: 'custom', permissions: 'VALUE' }],
    ['put', '/admin/api-tokens/CONTENT', { permissions: ['VALUE'] }],
    ['post', '/admin/admin-tokens', { name: 'x', adminPermissions: 'VALUE' }],
    ['post', '/admin/admin-tokens', { name: 'x', adminPermissions: [permission({ actionParameters: { x: 'VALUE' } })] }],
    ['post', '/admin/admin-tokens', { name: 'x', adminPermissions: [permission({ properties: { fields: 'VALUE' } })] }],
    ['post', '/admin/admin-tokens', { name: 'x', adminPermissions: [permission({ properties: 'VALUE' })] }],
    ['post', '/admin/admin-tokens', { name: 'x', adminPermissions: [permission({ conditions: 'VALUE' })] }],
    ['put', '/admin/admin-tokens/ADMIN', { adminPermissions: [permission({ subject: 'VALUE' })] }],
    ['post', '/api/articles', { data: 'VALUE' }],
    ['post', '/api/articles', { data: { title: 'VALUE' } }],
    ['post', '/api/articles', { data: { category: 'VALUE' } }],
    ['post', '/graphql', { query: '{ articles { title } }', variables: 'VALUE' }],
    ['post', '/graphql', { query: 'VALUE' }],
  ];

  it.each(bodies)('%s %s with a value nested too deeply is a 4xx', async (method, path, body) => {
    const { status } = await send(method, path, withValue(body, deep));
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
  });

  it.each(['__proto__', 'constructor', 'prototype'])('%s in a body or a query changes no prototype', async (key) => {
    const polluted = `{"${key}":{"polluted":"yes","prototype":{"polluted":"yes"}}}`;
    for (const [method, path, body] of bodies) {
      for (const text of [withValue(body, polluted), polluted]) {
        const { status } = await send(method, path, text);
        expect({ path, text, ok: status < 500 }).toEqual({ path, text, ok: true });
      }
    }
    for (const path of ['/admin/users', '/admin/admin-tokens', '/admin/api-tokens']) {
      for (const query of [`${key}[polluted]=yes`, `${key}[prototype][polluted]=yes`, `sort=${key}`, `_q[${key}]=x`]) {
        expect((await admin.get(`${path}?${query}`)).status).toBeLessThan(500);
      }
    }
    for (const query of [`${key}[polluted]=yes`, `filters[${key}][polluted]=yes`, `populate[${key}][populate]=*`, `sort=${key}`, `fields=${key}`, `pagination[${key}]=1`]) {
      expect((await content.get(`/api/articles?${query}`)).status).toBeLessThan(500);
    }
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect((Object as unknown as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it.each([
    ['a gzip bomb', 'gzip', gzipSync(JSON.stringify({ email: 'x'.repeat(50_000_000), password: 'x' })), 'utf-8', 415],
    ['a brotli bomb', 'br', brotliCompressSync(JSON.stringify({ email: 'x'.repeat(50_000_000), password: 'x' })), 'utf-8', 415],
    ['broken gzip', 'gzip', Buffer.from('{"email":"x","password":"x"}'), 'utf-8', 415],
    ['half of a gzip', 'gzip', gzipSync('{"email":"x","password":"x"}').subarray(0, 20), 'utf-8', 415],
    ['an unknown encoding', 'nonsense', Buffer.from('{"email":"x","password":"x"}'), 'utf-8', 415],
    ['an unknown charset', 'identity', Buffer.from('{"email":"x","password":"x"}'), 'nonsense', 400],
    ['bytes that are no UTF-8', 'identity', Buffer.from([0x22, 0xff, 0xfe, 0x22]), 'utf-8', 400],
    ['a byte order mark', 'identity', Buffer.from('\ufeff{"email":"x","password":"x"}'), 'utf-8', 400],
  ])('%s is refused', async (_, encoding, bytes, charset, status) => {
    const answer = await request(cms.url).post('/admin/login')
      .set('Content-Type', `application/json; charset=${charset}`).set('Content-Encoding', encoding).serialize((body) => body).send(bytes);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ data: null, error: { status } });
  });

  it('as many permissions as are taken are stored once each, and more are refused', async () => {
    const actions = ['create', 'read', 'update', 'delete'].map((verb) => `admin::users.${verb}`);
    const adminPermissions = Array.from({ length: 3000 }, (_, index) => permission({ action: actions[index % actions.length] }));
    const { body } = await admin.post('/admin/admin-tokens', { name: 'many', adminPermissions }).expect(201);
    expect(body.data.adminPermissions.map(({ action }: { action: string }) => action)).toEqual(actions);
    await admin.delete(`/admin/admin-tokens/${body.data.id}`).expect(200);
    await admin.post('/admin/admin-tokens', { name: 'more', adminPermissions: [...adminPermissions, permission({})] }).expect(400);
  });
});
