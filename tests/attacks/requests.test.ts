import { connect } from 'node:net';
import { CompactSign, decodeJwt, type JWTPayload } from 'jose';
import { makePerson, makeRole } from '../support/accounts';
import { makeAdminToken, permissionsOf } from '../support/admin-token';
import { firstAdmin, registerFirstAdmin, startTestCms, testVariables, type Client, type TestCms } from '../support/cms';
import { dialectsUnderTest } from '../support/database';
import { freezeClock } from '../support/freeze-clock';
import { signJwt } from '../support/secrets/sign-jwt';

/** What the server says to these lines of a request: status and body. */
type Answer = { status: number; text: string };

describe.each(dialectsUnderTest())('requests that try to be let in by their form, on %s', (dialect) => {
  let cms: TestCms;
  let admin: Client;
  let accessToken: string;
  let adminKey: string;
  let contentKey: string;
  let names = 0;
  const name = () => `Name${(names += 1)}`;

  beforeAll(async () => {
    cms = await startTestCms({ dialect });
    admin = await registerFirstAdmin(cms);
    accessToken = (await cms.as().post('/admin/login', firstAdmin).expect(200)).body.data.token;
    adminKey = (await makeAdminToken(admin, name(), cms.running.cms.service('admin::permission').actionProvider.keys())).accessKey;
    contentKey = (await admin.post('/admin/api-tokens', { name: name(), type: 'full-access' }).expect(201)).body.data.accessKey;
  });
  afterAll(() => cms.stop());

  /** A connection that takes bytes as they are. */
  function open(): { send(bytes: string): void; answer: Promise<Answer> } {
    const { hostname, port } = new URL(cms.url);
    const socket = connect(Number(port), hostname);
    const answer = new Promise<Answer>((resolve, reject) => {
      let text = '';
      socket.on('data', (data) => (text += String(data)));
      socket.on('close', () => resolve({ status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1]), text }));
      socket.on('error', reject);
    });
    return { send: (bytes) => void socket.write(bytes), answer };
  }

  function send(lines: string[], body = ''): Promise<Answer> {
    const connection = open();
    connection.send(`${[...lines, 'Host: cms', 'Connection: close', `Content-Length: ${body.length}`].join('\r\n')}\r\n\r\n${body}`);
    return connection.answer;
  }

  describe('by the Authorization header:', () => {
    const ways: Array<[string, string, () => string]> = [
      ['an admin token', '/admin/roles', () => adminKey],
      ['an access token', '/admin/roles', () => accessToken],
      ['a content token', '/api/articles', () => contentKey],
    ];

    describe.each(ways)('%s', (_, path, key) => {
      it.each([
        ['bearer KEY', 200], ['BEARER KEY', 200], ['BeArEr   KEY', 200], ['Bearer\tKEY', 200], ['Bearer \t KEY', 200], [' Bearer KEY ', 200],
        ['KEY', 401], ['Bearer', 401], ['Bearer ', 401], ['BearerKEY', 401], ['Bearer KEY x', 401], ['Bearer KEY, Bearer KEY', 401], ['Bearer "KEY"', 401], ['Bearer: KEY', 401],
        ['Bearer Bearer KEY', 401], ['Token KEY', 401], ['Basic KEY', 401], ['Bearer\u00a0KEY', 401], ['Bearer\u000bKEY', 400], ['Bearer KEY\u0000', 400],
      ])('as %j is answered with %i', async (form, status) => {
        const answer = await send([`GET ${path} HTTP/1.1`, `Authorization: ${form.replaceAll('KEY', key())}`]);
        expect(answer.status).toBe(status);
      });

      it('in two headers counts as the first of them, whoever asks', async () => {
        const right = `Authorization: Bearer ${key()}`;
        const wrong = 'Authorization: Bearer wrong';
        expect((await send([`GET ${path} HTTP/1.1`, right, wrong])).status).toBe(200);
        expect((await send([`GET ${path} HTTP/1.1`, wrong, right])).status).toBe(401);
      });

      it('in another header, the query, a cookie or the body is not looked at', async () => {
        for (const header of [
          `X-Authorization: Bearer ${key()}`, `Proxy-Authorization: Bearer ${key()}`, `Cookie: jwtToken=${key()}; cms_admin_refresh=${key()}`, `X-Api-Key: ${key()}`, `X-Forwarded-User: 1`,
        ]) expect((await send([`GET ${path} HTTP/1.1`, header])).status).toBe(401);
        expect((await send([`GET ${path}?access_token=${key()}&token=${key()}&authorization=Bearer%20${key()} HTTP/1.1`])).status).toBe(401);
        expect((await send([`GET ${path} HTTP/1.1`, 'Content-Type: application/json'], JSON.stringify({ access_token: key() }))).status).toBe(401);
      });
    });

    it('two of different kinds count as the first', async () => {
      expect((await send(['GET /admin/roles HTTP/1.1', `Authorization: Bearer ${contentKey}`, `Authorization: Bearer ${accessToken}`])).status).toBe(401);
      expect((await send(['GET /api/articles HTTP/1.1', `Authorization: Bearer ${adminKey}`, `Authorization: Bearer ${contentKey}`])).status).toBe(401);
    });
  });

  describe('by a forged access token:', () => {
    const secret = testVariables.ADMIN_JWT_SECRET;
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const forgeries: Array<[string, (claims: JWTPayload) => string | Promise<string>]> = [
      ['without a signature (alg none)', (claims) => `${part({ alg: 'none', typ: 'access+jwt' })}.${part(claims)}.`],
      ['without a signature (alg None) and some third part', (claims) => `${part({ alg: 'None', typ: 'access+jwt' })}.${part(claims)}.x`],
      ['with an empty signature', () => accessToken.replace(/[^.]*$/, '')],
      ['signed with another secret', (claims) => signJwt(claims, 'another secret')],
      ['signed with a blank secret', (claims) => signJwt(claims, ' ')],
      ['signed with another algorithm', (claims) => signJwt(claims, secret, { alg: 'HS512' })],
      ['that brings its own key', (claims) => `${part({ alg: 'HS256', typ: 'access+jwt', jwk: { kty: 'oct', k: 'AA' } })}.${part(claims)}.x`],
      ['with other claims under the old signature', (claims) => {
        const [header, , signature] = accessToken.split('.');
        return `${header}.${part({ ...claims, sub: '2', exp: 9e9 })}.${signature}`;
      }],
      ['of no session', (claims) => signJwt({ ...claims, sid: 'x' }, secret)],
      ['whose session is a condition', (claims) => signJwt({ ...claims, sid: { $ne: null } }, secret)],
      ['whose session is a list', (claims) => signJwt({ ...claims, sid: [claims['sid']] }, secret)],
      ['with the user alone', ({ sid: _sid, ...claims }) => signJwt({ ...claims, id: 1 }, secret)],
      ['that has expired', (claims) => signJwt({ ...claims, exp: 1 }, secret)],
      ['that never expires', ({ exp: _exp, ...claims }) => signJwt(claims, secret)],
      ['that is not valid yet', (claims) => signJwt({ ...claims, nbf: 9e9 }, secret)],
      ['for another audience', (claims) => signJwt({ ...claims, aud: 'another' }, secret)],
      ['for no audience', ({ aud: _aud, ...claims }) => signJwt(claims, secret)],
      ['of another issuer', (claims) => signJwt({ ...claims, iss: 'another' }, secret)],
      ['of the refresh tokens\' type', (claims) => signJwt(claims, secret, { typ: 'refresh+jwt' })],
      ['of no certain type', (claims) => signJwt(claims, secret, { typ: 'JWT' })],
      ['whose claims are a list', () => new CompactSign(Buffer.from('[]')).setProtectedHeader({ alg: 'HS256', typ: 'access+jwt' }).sign(Buffer.from(secret))],
    ];

    it('made the same way is accepted where nothing is wrong with it', async () => {
      await cms.as(await signJwt(decodeJwt(accessToken), secret)).get('/admin/users/me').expect(200);
    });

    it.each(forgeries)('one %s is 401', async (_, forge) => {
      await cms.as(await forge(decodeJwt(accessToken))).get('/admin/users/me').expect(401);
    });

    it('one of another CMS with the same secret is 401', async () => {
      const other = await startTestCms({ dialect });
      try {
        await registerFirstAdmin(other);
        const { body: { data }, headers } = await other.as().post('/admin/login', firstAdmin).expect(200);
        await other.as(data.token).get('/admin/users/me').expect(200);
        await cms.as(data.token).get('/admin/users/me').expect(401);
        await cms.as().post('/admin/access-token').set('Cookie', String(headers['set-cookie']).split(';')[0]!).expect(401);
      } finally {
        await other.stop();
      }
    });

    it.each([1_000, 10_000])('one with a claim of %d characters is 401', async (length) => {
      await cms.as(await signJwt({ ...decodeJwt(accessToken), more: 'x'.repeat(length) }, 'another secret')).get('/admin/users/me').expect(401);
    });

    it('a refresh token is none, and an access token refreshes nothing', async () => {
      const { headers } = await cms.as().post('/admin/login', firstAdmin).expect(200);
      const refreshToken = /cms_admin_refresh=([^;]+)/.exec(String(headers['set-cookie']))![1]!;
      await cms.as(refreshToken).get('/admin/users/me').expect(401);
      await cms.as().post('/admin/access-token').set('Cookie', `cms_admin_refresh=${accessToken}`).expect(401);
      await cms.as().post('/admin/access-token').set('Cookie', `cms_admin_refresh=${refreshToken}`).expect(200);
    });
  });

  describe('by the path:', () => {
    const secret = ['/admin/roles', '/admin/users', '/admin/api-tokens', '/admin/users/me'];
    const spellings = (path: string) => [
      `${path}/`, `${path}//`, `/${path}`, path.replace('/admin/', '/admin//'), path.toUpperCase(), path.replace('admin', 'Admin'), `${path}?x=1`, `${path};x=1`, `${path}%2f`, `${path}%00`, `${path}.json`,
      path.replace('admin', '%61dmin'), path.replace('/admin/', '/admin/./'), path.replace('/admin/', '/api/../admin/'), path.replace('/admin/', '/admin%2f'), path.replace('/admin/', '\\admin\\'),
      `/api${path}`, `http://cms${path}`, `http://other${path}`, `//cms${path}`,
    ];

    it.each(secret)('%s in other spellings is closed to who is unknown or has the wrong kind of key', async (path) => {
      for (const spelling of spellings(path)) {
        for (const bearer of [[], ['Authorization: Bearer wrong'], [`Authorization: Bearer ${contentKey}`]]) {
          for (const method of ['GET', 'HEAD']) {
            const { status } = await send([`${method} ${spelling} HTTP/1.1`, ...bearer]);
            expect({ spelling, status: [400, 401, 404].includes(status) ? 'closed' : status }).toEqual({ spelling, status: 'closed' });
          }
        }
      }
    });

    it('and the method, as a header, a parameter or a body says it, is that of the request', async () => {
      const { accessKey: reader } = await makeAdminToken(admin, name(), ['plugin::api-tokens.api-tokens.read']);
      const { id } = (await admin.post('/admin/api-tokens', { name: name() }).expect(201)).body.data;
      for (const header of ['X-HTTP-Method-Override: DELETE', 'X-HTTP-Method: DELETE', 'X-Method-Override: DELETE']) {
        await send([`GET /admin/api-tokens/${id}?_method=DELETE HTTP/1.1`, `Authorization: Bearer ${reader}`, header]);
        await send([`POST /admin/api-tokens/${id}?_method=DELETE HTTP/1.1`, `Authorization: Bearer ${reader}`, header]);
      }
      await admin.get(`/admin/api-tokens/${id}`).expect(200);
      for (const method of ['PATCH', 'PURGE', 'TRACE', 'PROPFIND', 'OPTIONS']) {
        const { status, text } = await send([`${method} /admin/roles HTTP/1.1`]);
        expect([200, 204, 400, 405, 501]).toContain(status);
        expect(text).not.toContain('Super Admin');
      }
    });

    it('and headers that rewrite it change nothing', async () => {
      for (const header of ['X-Original-URL: /admin/roles', 'X-Rewrite-URL: /admin/roles', 'X-Forwarded-Prefix: /admin', 'X-Forwarded-Uri: /admin/roles']) {
        expect((await send(['GET /api/articles HTTP/1.1', `Authorization: Bearer ${contentKey}`, header])).text).not.toContain('strapi-super-admin');
      }
    });
  });

  describe('from a page of another origin:', () => {
    it.each(['/admin/login', '/ADMIN/login', '/Admin/register-admin', '/admin/access-token', '/aDmin/access-token', '/ADMIN'])('%s allows no browser to read or to ask', async (path) => {
      for (const lines of [
        [`OPTIONS ${path} HTTP/1.1`, 'Origin: https://evil.example', 'Access-Control-Request-Method: POST', 'Access-Control-Request-Headers: content-type'],
        [`POST ${path} HTTP/1.1`, 'Origin: https://evil.example', 'Content-Type: application/json'],
      ]) expect((await send(lines)).text).not.toMatch(/access-control-allow/i);
    });

    it('nothing is done for a form, with the cookie or without', async () => {
      const { headers } = await cms.as().post('/admin/login', firstAdmin).expect(200);
      const cookie = String(headers['set-cookie']).split(';')[0]!;
      expect(String(headers['set-cookie'])).toMatch(/path=\/admin;.*samesite=strict;.*httponly/i);
      for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=x']) {
        const body = '{"email":"ada@example.com","password":"Correct-horse-1"}';
        expect((await send(['POST /admin/login HTTP/1.1', `Content-Type: ${type}`, `Cookie: ${cookie}`], body)).status).toBe(415);
        expect((await send(['POST /admin/users HTTP/1.1', `Content-Type: ${type}`, `Cookie: ${cookie}`], body)).status).toBe(401);
        expect((await send(['POST /admin/logout HTTP/1.1', `Content-Type: ${type}`, `Cookie: ${cookie}`])).status).toBe(401);
      }
    });
  });

  describe('by a refresh cookie:', () => {
    const refresh = (cookie: string) => cms.as().post('/admin/access-token').set('Cookie', cookie);

    it.each(['x', '.', 'x.', '.x', 'x.y', '%00', '__proto__.x', `${'x'.repeat(5000)}.y`, '""', '[object Object]'])('%j is 401', async (value) => {
      await refresh(`cms_admin_refresh=${value}`).expect(401);
    });

    it('the session of another user is not to be had with one\'s own signature', async () => {
      const person = await makePerson(cms, admin, name(), [await makeRole(admin, name(), [])]);
      const { headers } = await cms.as().post('/admin/login', { email: person.email, password: person.password }).expect(200);
      const [header, claims, signature] = /cms_admin_refresh=([^;]+)/.exec(String(headers['set-cookie']))![1]!.split('.');
      const { sid } = decodeJwt(accessToken);
      const others = Buffer.from(JSON.stringify({ ...decodeJwt(`${header}.${claims}.`), sid })).toString('base64url');
      await refresh(`cms_admin_refresh=${header}.${others}.${signature}`).expect(401);
    });

    it('ends with its user\'s deactivation, new password and deletion', async () => {
      const role = await makeRole(admin, name(), []);
      for (const end of [{ isActive: false }, { password: 'Another-horse-3' }, null]) {
        const person = await makePerson(cms, admin, name(), [role]);
        const { headers } = await cms.as().post('/admin/login', person).expect(200);
        const cookie = String(headers['set-cookie']).split(';')[0]!;
        if (end) await admin.put(`/admin/users/${person.id}`, end).expect(200);
        else await admin.delete(`/admin/users/${person.id}`).expect(200);
        await refresh(cookie).expect(401);
      }
    });
  });

  describe('begun while they were allowed, and finished when they are not any more:', () => {
    /** Sends all but the end of a request, does something else, and then sends the end. */
    async function interrupted(path: string, bearer: string, body: object, meanwhile: () => Promise<unknown>): Promise<number> {
      const text = JSON.stringify(body);
      const connection = open();
      connection.send([`POST ${path} HTTP/1.1`, 'Host: cms', 'Connection: close', `Authorization: Bearer ${bearer}`, 'Content-Type: application/json', `Content-Length: ${text.length}`, '', text.slice(0, 5)].join('\r\n'));
      // Long enough to be let in as far as the body.
      await new Promise((resolve) => setTimeout(resolve, 200));
      await meanwhile();
      connection.send(text.slice(5));
      return (await connection.answer).status;
    }

    const login = async ({ email, password }: { email: string; password: string }): Promise<string> =>
      (await cms.as().post('/admin/login', { email, password }).expect(200)).body.data.token;

    it('a deleted content token writes nothing', async () => {
      const { id, accessKey } = (await admin.post('/admin/api-tokens', { name: name(), type: 'full-access' }).expect(201)).body.data;
      const title = name();
      const status = await interrupted('/api/articles', accessKey, { data: { title } }, () => admin.delete(`/admin/api-tokens/${id}`).expect(200));
      expect(status).toBe(401);
      expect((await cms.as(contentKey).get(`/api/articles?filters[title]=${title}`).expect(200)).body.data).toEqual([]);
    });

    it('a content token that expires meanwhile writes nothing', async () => {
      const { accessKey, expiresAt } = (await admin.post('/admin/api-tokens', { name: name(), type: 'full-access', lifespan: 604_800_000 }).expect(201)).body.data;
      const title = name();
      try {
        expect(await interrupted('/api/articles', accessKey, { data: { title } }, async () => freezeClock(Date.parse(expiresAt)))).toBe(401);
      } finally {
        jest.useRealTimers();
      }
      expect((await cms.as(contentKey).get(`/api/articles?filters[title]=${title}`).expect(200)).body.data).toEqual([]);
    });

    it('a deleted admin token invites nobody', async () => {
      const { id, accessKey } = await makeAdminToken(admin, name(), ['admin::users.create']);
      const email = `${name()}@example.com`;
      const status = await interrupted('/admin/users', accessKey, { firstname: 'X', email }, () => admin.delete(`/admin/admin-tokens/${id}`).expect(200));
      expect(status).toBe(401);
      expect((await admin.get(`/admin/users?_q=${email}`).expect(200)).body.data.results).toEqual([]);
    });

    it('a narrowed admin token makes no content token', async () => {
      const { id, accessKey } = await makeAdminToken(admin, name(), ['plugin::api-tokens.api-tokens.create']);
      const status = await interrupted('/admin/api-tokens', accessKey, { name: name(), type: 'full-access' }, () =>
        admin.put(`/admin/admin-tokens/${id}`, { adminPermissions: permissionsOf(['plugin::api-tokens.api-tokens.read']) }).expect(200));
      expect(status).toBe(403);
    });

    it('a narrowed admin token takes no key, by a body that comes in slowly and is empty', async () => {
      const { id, accessKey } = await makeAdminToken(admin, name(), ['plugin::api-tokens.api-tokens.regenerate']);
      const content = (await admin.post('/admin/api-tokens', { name: name(), type: 'full-access' }).expect(201)).body.data;
      const connection = open();
      connection.send([`POST /admin/api-tokens/${content.id}/regenerate HTTP/1.1`, 'Host: cms', 'Connection: close', `Authorization: Bearer ${accessKey}`, 'Content-Type: application/json', 'Transfer-Encoding: chunked', '', ''].join('\r\n'));
      await new Promise((resolve) => setTimeout(resolve, 200));
      await admin.put(`/admin/admin-tokens/${id}`, { adminPermissions: [] }).expect(200);
      connection.send('0\r\n\r\n');
      expect((await connection.answer).status).toBe(403);
      await cms.as(content.accessKey).get('/api/articles').expect(200);
    });

    it('a demoted super admin invites no super admin', async () => {
      const superRole = (await cms.running.cms.db.query('admin::role').findOne({ where: { code: 'strapi-super-admin' } }))!.id;
      const person = await makePerson(cms, admin, name(), [superRole]);
      const weak = await makeRole(admin, name(), ['admin::users.create']);
      const status = await interrupted('/admin/users', await login(person), { firstname: 'X', email: `${name()}@example.com`, roles: [superRole] }, () =>
        admin.put(`/admin/users/${person.id}`, { roles: [weak] }).expect(200));
      expect(status).toBe(403);
    });

    it('a deactivated user invites nobody', async () => {
      const person = await makePerson(cms, admin, name(), [await makeRole(admin, name(), ['admin::users.create'])]);
      const status = await interrupted('/admin/users', await login(person), { firstname: 'X', email: `${name()}@example.com` }, () =>
        admin.put(`/admin/users/${person.id}`, { isActive: false }).expect(200));
      expect(status).toBe(401);
    });
  });
});
