import type { Row } from '../../../../server/host';
import { type AdminServer, PASSWORD, startAdminServer } from '../admin-server';
import { dialectsUnderTest } from '../../../support/database';

type Case = [method: 'post' | 'put', path: string, valid: Row];

const cases: Case[] = [
  ['post', '/admin/register-admin', { email: 'a@example.com', firstname: 'A', lastname: 'B', password: PASSWORD }],
  ['post', '/admin/login', { email: 'first@example.com', password: PASSWORD }],
  ['post', '/admin/register', { registrationToken: 'x', userInfo: { firstname: 'A', lastname: 'B', password: PASSWORD } }],
  ['put', '/admin/users/me', { email: 'a@example.com', firstname: 'A', lastname: 'B', username: 'c', password: PASSWORD, currentPassword: 'x', preferedLanguage: 'en' }],
  ['post', '/admin/users', { email: 'a@example.com', firstname: 'A', lastname: 'B', roles: [1], preferedLanguage: 'en' }],
  ['put', '/admin/users/1', { email: 'a@example.com', firstname: 'A', lastname: 'B', username: 'c', password: PASSWORD, isActive: true, roles: [1] }],
  ['post', '/admin/users/batch-delete', { ids: [1] }],
  ['post', '/admin/roles', { name: 'A', description: 'B' }],
  ['put', '/admin/roles/2', { name: 'A', description: 'B' }],
  ['post', '/admin/roles/batch-delete', { ids: [1] }],
];

const nullable = new Set(['lastname', 'username', 'preferedLanguage', 'description']);
const wrongValues: unknown[] = [
  null, 7, true, [], {}, [[]], [null], [{}], '', '\0', 'a\0b', '\ud800', 'x'.repeat(10_001), ['1abc'], [-1], [1.5], ['99999999999999999999'],
];

describe.each(dialectsUnderTest())('what is wrong in a body (%s)', (dialect) => {
  let server: AdminServer;
  let token: string;
  beforeAll(async () => {
    server = await startAdminServer(dialect);
    ({ token } = await server.registerFirst());
  });
  afterAll(() => server.stop());

  const send = (method: 'post' | 'put', path: string, body: unknown) =>
    server.as(token)[method](path).set('Content-Type', 'application/json').send(body === undefined ? undefined : JSON.stringify(body));

  it.each(cases)('is a 400 for %s %s', async (method, path, valid) => {
    const wrongBodies = [undefined, {}, null, [], 'text', 7, [valid], ...Object.keys(valid).flatMap((field) =>
      wrongValues
        .filter((value) => !(nullable.has(field) && value === null) && !(value === '' && nullable.has(field)) && !(field === 'isActive' && value === true))
        .map((value) => ({ ...valid, [field]: value })))];
    for (const body of wrongBodies) {
      const response = await send(method, path, body);
      expect({ body, status: response.status }).toEqual({ body, status: 400 });
      expect(response.body).toMatchObject({ data: null, error: { status: 400, name: expect.any(String), message: expect.any(String) } });
    }
  });

  it.each(cases.filter(([, path]) => path !== '/admin/login'))('is a 400 for %s %s with unknown keys', async (method, path, valid) => {
    const { body } = await send(method, path, { ...valid, id: 7 }).expect(400);
    expect(body.error.message).toMatch(/unspecified keys?: id/);
  });

  it('never comes back when it is a secret', async () => {
    const { text } = await send('put', '/admin/users/me', { password: 'weak secret', currentPassword: 'other\0secret' }).expect(400);
    expect(text).not.toContain('secret');
  });

  it.each(['firstname', 'lastname', 'username'])('is a %s of more than 255 characters', async (field) => {
    await send('put', '/admin/users/me', { [field]: 'x'.repeat(256) }).expect(400);
    await send('put', '/admin/users/me', { [field]: 'x'.repeat(255) }).expect(200);
    await send('put', '/admin/users/me', { [field]: '😀'.repeat(255) }).expect((response) => expect(response.status).toBeLessThan(500));
  });

  it('is a role name of more than 255 characters', async () => {
    await send('post', '/admin/roles', { name: 'x'.repeat(256) }).expect(400);
    const { body } = await send('post', '/admin/roles', { name: 'ß'.repeat(255) }).expect(201);
    expect(body.data.code).toMatch(/^role-/);
  });
});
