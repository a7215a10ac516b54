import { adminRoutes } from '../crossing/admin-routes';
import { makeRole } from '../support/accounts';
import { makeAdminToken } from '../support/admin-token';
import { registerFirstAdmin, startTestCms, type Client, type TestCms } from '../support/cms';
import { dialectsUnderTest } from '../support/database';

/** How large a body is (bytes); the server takes 1 MB. */
const SIZE = 1_000_000;
/** The longest answer to a wrong body, however large that was (bytes). */
const LONGEST_ANSWER = 40_000;
/** How many statements a body costs at most, however large it was: those that a small one costs. */
const MOST_STATEMENTS = 30;

// Where work was quadratic, it took minutes.
jest.setTimeout(60_000);

/** As many of `item` as a body takes. */
function fill(item: string): string {
  return `[${Array.from({ length: Math.floor((SIZE - 1000) / (item.length + 1)) }, () => item).join(',')}]`;
}

describe.each(dialectsUnderTest())('bodies as large as they may be, on %s', (dialect) => {
  let cms: TestCms;
  let admin: Client;
  const ids: Record<string, number> = {};
  const statements: string[] = [];

  beforeAll(async () => {
    cms = await startTestCms({ dialect });
    admin = await registerFirstAdmin(cms);
    ids['roles'] = await makeRole(admin, 'Role', []);
    ids['users'] = (await admin.post('/admin/users', { email: 'x@example.com', firstname: 'X' }).expect(201)).body.data.id;
    ids['admin-tokens'] = (await makeAdminToken(admin, 'admin token', [])).id;
    ids['api-tokens'] = (await admin.post('/admin/api-tokens', { name: 'content token', type: 'custom', permissions: [] }).expect(201)).body.data.id;
    cms.running.cms.db.connection.on('query', ({ sql }: { sql: string }) => statements.push(sql));
  });
  afterAll(() => cms.stop());

  const idIn = (path: string) => path.replace(':id', () => String(ids[path.split('/')[2]!]));

  async function send(method: 'post' | 'put', path: string, body: string) {
    statements.length = 0;
    const { status, text, body: { error } } = await admin[method](idIn(path), body);
    return { status, text, error, statements: statements.length };
  }

  const items = ['0', '{}', 'null', '"x"', '{"action":0,"properties":{"fields":[0]},"conditions":[0]}'];
  const permissionWith = (extra: string) => `{"action":"admin::users.read",${extra}}`;
  /** Every place of the admin API that takes a list, as a body with LIST in that place. */
  const lists: Array<['post' | 'put', string, string]> = [
    ['post', '/admin/api-tokens', '{"name":"x","type":"custom","permissions":LIST}'],
    ['put', '/admin/api-tokens/:id', '{"permissions":LIST}'],
    ['post', '/admin/admin-tokens', '{"name":"x","adminPermissions":LIST}'],
    ['put', '/admin/admin-tokens/:id', '{"adminPermissions":LIST}'],
    ['put', '/admin/roles/:id/permissions', '{"permissions":LIST}'],
    ...['"properties":{"fields":LIST}', '"properties":{"locales":LIST}', '"conditions":LIST'].flatMap((place): typeof lists => [
      ['post', '/admin/admin-tokens', `{"name":"x","adminPermissions":[${permissionWith(place)}]}`],
      ['put', '/admin/admin-tokens/:id', `{"adminPermissions":[${permissionWith(place)}]}`],
      ['put', '/admin/roles/:id/permissions', `{"permissions":[${permissionWith(place)}]}`],
    ]),
    ['post', '/admin/users', '{"email":"y@example.com","firstname":"Y","roles":LIST}'],
    ['put', '/admin/users/:id', '{"roles":LIST}'],
    ['post', '/admin/users/batch-delete', '{"ids":LIST}'],
    ['post', '/admin/roles/batch-delete', '{"ids":LIST}'],
  ];

  it.each(lists)('%s %s is refused shortly, after few statements: %s', async (method, path, body) => {
    for (const item of items) {
      const answer = await send(method, path, body.replace('LIST', fill(item)));
      expect({ item, status: answer.status, few: answer.statements <= MOST_STATEMENTS, short: answer.text.length < LONGEST_ANSWER })
        .toEqual({ item, status: 400, few: true, short: true });
    }
  });

  it.each(lists)('%s %s tells twenty mistakes at most: %s', async (method, path, body) => {
    const { status, error } = await send(method, path, body.replace('LIST', JSON.stringify(Array.from({ length: 90 }, () => ({ x: 0 })))));
    expect(status).toBe(400);
    expect(error.details.errors.length).toBeLessThanOrEqual(20);
  });

  it.each([
    ['post', '/admin/api-tokens', { name: 'x', type: 'custom', permissions: Array.from({ length: 3001 }, () => 'a') }, 'permissions', 3000],
    ['post', '/admin/admin-tokens', { name: 'x', adminPermissions: Array.from({ length: 3001 }, () => ({})) }, 'adminPermissions', 3000],
    ['put', '/admin/roles/:id/permissions', { permissions: Array.from({ length: 70_000 }, () => 0) }, 'permissions', 3000],
    ['put', '/admin/users/:id', { roles: Array.from({ length: 1001 }, () => 1) }, 'roles', 1000],
    ['post', '/admin/roles/batch-delete', { ids: Array.from({ length: 1001 }, () => 1) }, 'ids', 1000],
  ] as const)('%s %s says how long the list may be', async (method, path, body, name, most) => {
    const { status, error } = await send(method, path, JSON.stringify(body));
    expect({ status, message: error.message }).toEqual({ status: 400, message: `${name} must have at most ${most} items` });
  });

  it('as many permissions as a role may have are compared with each other', async () => {
    const permissions = Array.from({ length: 3000 }, (_, index) => ({ action: 'admin::users.read', actionParameters: { of: index } }));
    const { status, error, statements: count } = await send('put', '/admin/roles/:id/permissions', JSON.stringify({ permissions }));
    expect({ status, message: error?.message, few: count <= MOST_STATEMENTS }).toEqual({ status: 400, message: expect.stringContaining('duplicated'), few: true });
  });

  describe('every route of the admin API that takes a body', () => {
    const routes = adminRoutes.filter(({ method, path }) => (method === 'POST' || method === 'PUT') && path !== '/admin/logout')
      .map(({ method, path }) => [method.toLowerCase() as 'post' | 'put', path] as const);
    const long = 'x'.repeat(SIZE - 1000);
    const names = ['name', 'description', 'type', 'lifespan', 'permissions', 'adminPermissions', 'email', 'firstname', 'lastname', 'username',
      'preferedLanguage', 'password', 'currentPassword', 'registrationToken', 'userInfo', 'roles', 'isActive', 'ids', 'unknown'];
    const part = long.slice(0, Math.floor(long.length / names.length) - 50);
    const bodies: unknown[] = [
      ...[part, [part], { [part]: 0 }].map((value) => Object.fromEntries(names.map((name) => [name, value]))),
      { [long]: 0 },
      Object.fromEntries(Array.from({ length: 70_000 }, (_, index) => [`key${index}`, 0])),
      { adminPermissions: [{ action: 'admin::users.read', properties: { [long]: [0] } }], permissions: [{ [long]: 0 }] },
      { adminPermissions: [{ action: long, subject: long }], permissions: [{ action: long, subject: long }] },
    ];

    it.each(routes)('%s %s answers a large wrong one shortly', async (method, path) => {
      for (const body of bodies) {
        const answer = await send(method, path, JSON.stringify(body));
        expect({ status: answer.status < 500, few: answer.statements <= MOST_STATEMENTS, text: answer.text.length < 5000 ? 'short' : answer.text.slice(0, 300) })
          .toEqual({ status: true, few: true, text: 'short' });
      }
    });

    it.each(routes)('%s %s never repeats a secret, whatever its type', async (method, path) => {
      const secrets = [7_418_529_630, true, ['Horse-7418'], { key: 'Horse-7418' }, 'horse', 'Horse-7418\0', `Horse-7418${'x'.repeat(300)}`];
      for (const secret of secrets) {
        const fields = { password: secret, currentPassword: secret, registrationToken: secret };
        for (const body of [fields, { email: 'ada@example.com', ...fields, userInfo: fields }, { ...fields, userInfo: secret }]) {
          const { text } = await send(method, path, JSON.stringify(body));
          expect(text).not.toMatch(/7418|"value":"?(true|horse)|`(true|"?horse)/);
        }
      }
    });
  });
});
