import { decodeJwt } from 'jose';
import type { Row } from '../../../../server/host';
import { PASSWORD, describeAdmin } from '../admin-server';
import { at, backToNow } from '../clock';

const firstAdmin = { email: 'First@Example.com', firstname: 'First', lastname: 'Admin', password: PASSWORD };
const refreshCookie = (response: { headers: Record<string, any> }): string => response.headers['set-cookie'][0].split(';')[0];

describeAdmin('register-admin', (server) => {
  it('makes the first user super admin, once', async () => {
    const { agent } = server();
    expect((await agent.get('/admin/init')).body).toEqual({ data: { hasAdmin: false } });
    const { body } = await agent.post('/admin/register-admin').send(firstAdmin).expect(200);
    expect(body.data.user).toMatchObject({ email: 'first@example.com', isActive: true, roles: [{ code: 'strapi-super-admin' }] });
    expect(JSON.stringify(body)).not.toMatch(/argon2|sessionVersion/);
    expect((await agent.get('/admin/init')).body).toEqual({ data: { hasAdmin: true } });
    const again = await agent.post('/admin/register-admin').send({ ...firstAdmin, email: 'second@example.com' }).expect(400);
    expect(again.body.error).toMatchObject({ name: 'ApplicationError', message: 'You cannot register a new super admin' });
  });

  it('lets one of two win that come at once', async () => {
    const { agent, db } = server();
    const responses = await Promise.all(['a', 'b', 'c'].map((name) =>
      agent.post('/admin/register-admin').send({ ...firstAdmin, email: `${name}@example.com` })));
    expect(responses.map(({ status }) => status).sort()).toEqual([200, 400, 400]);
    expect(await db.query('admin::user').count()).toBe(1);
  });

  it('refuses weak passwords without repeating them', async () => {
    const { body } = await server().agent.post('/admin/register-admin').send({ ...firstAdmin, password: 'short' }).expect(400);
    expect(body.error.message).toBe('3 errors occurred');
    expect(body.error.details.errors[0]).toEqual({ path: ['password'], message: 'password must be at least 8 characters', name: 'ValidationError' });
  });
});

describeAdmin('login', (server) => {
  beforeEach(() => server().registerFirst());
  afterEach(backToNow);

  it('gives an access token that opens the admin API, whatever the case of the address', async () => {
    const { login, as } = server();
    const { body } = await login('FIRST@example.com').expect(200);
    await as(body.data.token).get('/admin/users/me').expect(200);
  });

  it('says the same for an unknown address and a wrong password', async () => {
    const { login } = server();
    const wrong = await login('first@example.com', 'Wrong-Horse-1').expect(400);
    const unknown = await login('nobody@example.com').expect(400);
    expect(wrong.body.error).toMatchObject({ name: 'ApplicationError', message: 'Invalid credentials' });
    expect(unknown.body).toEqual(wrong.body);
  });

  it('answers 429 after five wrong passwords, to the right one too, until five minutes have passed', async () => {
    const { login } = server();
    const start = Date.now();
    for (let attempt = 0; attempt < 5; attempt += 1) await login('first@example.com', 'Wrong-Horse-1').expect(400);
    at(start + 100_000);
    const refused = await login('First@example.com').expect(429);
    expect(refused.body.error.name).toBe('RateLimitError');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(190);
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(220);
    await login('other@example.com').expect(400);
    at(start + 320_000);
    await login('first@example.com').expect(200);
  });

  it('lets not more than five of many wrong passwords through that come at once', async () => {
    const { login } = server();
    const responses = await Promise.all(Array.from({ length: 20 }, () => login('first@example.com', 'Wrong-Horse-1')));
    const tried = responses.filter(({ status }) => status === 400).length;
    expect(tried).toBeLessThanOrEqual(5);
    expect(responses.filter(({ status }) => status === 429)).toHaveLength(20 - tried);
  });

  it('counts for each client on its own', async () => {
    const { login } = server();
    for (let attempt = 0; attempt < 5; attempt += 1) await login('first@example.com', 'Wrong-Horse-1').set('X-Forwarded-For', '192.0.2.1').expect(400);
    await login('first@example.com').set('X-Forwarded-For', '192.0.2.1').expect(429);
    await login('first@example.com').set('X-Forwarded-For', '192.0.2.2').expect(200);
  });

  it('answers 429 to random accounts too, after fifty of them', async () => {
    const { agent, login } = server();
    const from = (client: string) => (email: string) => login(email, 'Wrong-Horse-1').set('X-Forwarded-For', client);
    for (let attempt = 0; attempt < 50; attempt += 1) await from(`192.0.2.9:${attempt + 1000}`)(`nobody-${attempt}@example.com`).expect(400);
    const refused = await from('192.0.2.9')('another@example.com').expect(429);
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(300);
    await login('first@example.com').set('X-Forwarded-For', '192.0.2.9').expect(429);
    await login('first@example.com').set('X-Forwarded-For', '192.0.2.10').expect(200);
    await agent.get('/admin/init').set('X-Forwarded-For', '192.0.2.9').expect(200);
  });

  it('answers 503 where more passwords come at once than are worth waiting for, from wherever, and goes on', async () => {
    const { login } = server();
    const responses = await Promise.all(Array.from({ length: 60 }, (_, index) =>
      login(`nobody-${index}@example.com`).set('X-Forwarded-For', `198.51.100.${index}`)));
    expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([400, 503]));
    const refused = responses.find(({ status }) => status === 503)!;
    expect(refused.headers['retry-after']).toBe('1');
    expect(refused.body.error).toMatchObject({ name: 'ServiceUnavailableError', details: { code: 'ERR_UNAVAILABLE' } });
    await login('first@example.com').expect(200);
  });

  it('forgets wrong passwords after a right one', async () => {
    const { login } = server();
    for (let round = 0; round < 2; round += 1) {
      for (let attempt = 0; attempt < 4; attempt += 1) await login('first@example.com', 'Wrong-Horse-1').expect(400);
      await login('first@example.com').expect(200);
    }
  });
});

describeAdmin('sessions', (server) => {
  beforeEach(() => server().registerFirst());
  afterEach(backToNow);

  it('keep the refresh token in a cookie that scripts and other sites cannot use, and nowhere else', async () => {
    const { login, db } = server();
    const response = await login('first@example.com').expect(200);
    const [cookie] = response.headers['set-cookie'] as unknown as string[];
    expect(cookie).toMatch(/^cms_admin_refresh=[^;]+; path=\/admin; expires=[^;]+; samesite=strict; httponly$/);
    const secure = await login('first@example.com').set('X-Forwarded-Proto', 'https').expect(200);
    expect(secure.headers['set-cookie']![0]).toMatch(/; secure(;|$)/);
    const [, , signature] = refreshCookie(response).split('.');
    expect(JSON.stringify(await db.query('admin::session').findMany())).not.toContain(signature);
  });

  it('end with their access token after 30 minutes and go on with the refresh token', async () => {
    const { login, as, agent } = server();
    const start = Date.now();
    const response = await login('first@example.com').expect(200);
    at(start + 29 * 60_000);
    await as(response.body.data.token).get('/admin/users/me').expect(200);
    at(start + 31 * 60_000);
    await as(response.body.data.token).get('/admin/users/me').expect(401);
    const refreshed = await agent.post('/admin/access-token').set('Cookie', refreshCookie(response)).expect(200);
    expect(Object.keys(refreshed.body.data)).toEqual(['token']);
    await as(refreshed.body.data.token).get('/admin/users/me').expect(200);
    expect(refreshCookie(refreshed)).not.toBe(refreshCookie(response));
  });

  it('survive two tabs that refresh at once', async () => {
    const { login, as, agent } = server();
    const cookie = refreshCookie(await login('first@example.com'));
    const both = await Promise.all([1, 2].map(() => agent.post('/admin/access-token').set('Cookie', cookie).expect(200)));
    const renewed = both.filter(({ headers }) => headers['set-cookie']);
    expect(renewed).toHaveLength(1);
    for (const { body } of both) await as(body.data.token).get('/admin/users/me').expect(200);
    await agent.post('/admin/access-token').set('Cookie', refreshCookie(renewed[0]!)).expect(200);
  });

  it('end when an old refresh token is used again', async () => {
    const { login, as, agent } = server();
    const start = Date.now();
    const old = refreshCookie(await login('first@example.com'));
    const refreshed = await agent.post('/admin/access-token').set('Cookie', old).expect(200);
    at(start + 60_000);
    await agent.post('/admin/access-token').set('Cookie', old).expect(401);
    await as(refreshed.body.data.token).get('/admin/users/me').expect(401);
    await agent.post('/admin/access-token').set('Cookie', refreshCookie(refreshed)).expect(401);
  });

  it('end when an old refresh token is used again after the clock was set back', async () => {
    const { login, as, agent } = server();
    const start = Date.now();
    const old = refreshCookie(await login('first@example.com'));
    at(start + 3_600_000);
    const refreshed = await agent.post('/admin/access-token').set('Cookie', old).expect(200);
    at(start + 60_000);
    await agent.post('/admin/access-token').set('Cookie', old).expect(401);
    await as(refreshed.body.data.token).get('/admin/users/me').expect(401);
  });

  it('are not looked for in the database for a refresh token that was made up', async () => {
    const { login, agent, db } = server();
    const [name, value = ''] = refreshCookie(await login('first@example.com').expect(200)).split('=');
    const statements: string[] = [];
    (db.connection as any).on('query', ({ sql }: { sql: string }) => statements.push(sql));
    const [header, claims, signature] = value.split('.');
    for (const cookie of ['x', 'x.y', 'x.y.z', `${header}.${claims}`, `${header}.${claims}.`, `${header}.${claims}.x`, `${header}.x.${signature}`]) {
      await agent.post('/admin/access-token').set('Cookie', `${name}=${cookie}`).expect(401);
    }
    expect(statements).toEqual([]);
  });

  it('end when any refresh token is used again that was good once, and by no other', async () => {
    const { login, as, agent } = server();
    const start = Date.now();
    const refresh = (cookie: string, status: number) => agent.post('/admin/access-token').set('Cookie', cookie).expect(status);
    const response = await login('first@example.com');
    const cookies = [refreshCookie(response)];
    for (let round = 1; round <= 3; round += 1) {
      at(start + round * 60_000);
      cookies.push(refreshCookie(await refresh(cookies.at(-1)!, 200)));
    }
    const [name, header, claims, signature] = cookies[3]!.split(/[=.]/);
    for (const wrong of ['x', 'x.y', `${claims}`, `${claims}.`, `${claims}.x`, `x.${signature}`, `${claims}.${signature}.x`, '.', `.${signature}`]) {
      await refresh(`${name}=${header}.${wrong}`, 401);
      await as(response.body.data.token).get('/admin/users/me').expect(200);
    }
    const other = refreshCookie(await login('first@example.com'));
    await refresh(`${name}=${header}.${claims}.${other.split('.')[2]}`, 401);
    await as(response.body.data.token).get('/admin/users/me').expect(200);
    // Not the one before, but older.
    await refresh(cookies[0]!, 401);
    await as(response.body.data.token).get('/admin/users/me').expect(401);
    await refresh(other, 200);
  });

  it('do not begin for who was deactivated, or got another password, while the password was checked', async () => {
    const { db, admin: { sessions } } = server();
    for (const data of [{ isActive: false }, { blocked: true }, { sessionVersion: 'another' }]) {
      const user = (await db.query('admin::user').findOne({}))!;
      await db.query('admin::user').update({ where: { id: user['id'] }, data });
      await expect(sessions.start(user)).rejects.toMatchObject({ status: 401 });
      await db.query('admin::user').update({ where: { id: user['id'] }, data: { isActive: true, blocked: false } });
    }
    expect(await db.query('admin::session').count()).toBe(1);
  });

  it('end 14 days after their last use, and 30 days after the login at the latest', async () => {
    const { login, agent } = server();
    const day = 24 * 60 * 60_000;
    const start = Date.now();
    const idle = refreshCookie(await login('first@example.com'));
    let used = refreshCookie(await login('first@example.com'));
    for (const days of [13, 26]) {
      at(start + days * day);
      used = refreshCookie(await agent.post('/admin/access-token').set('Cookie', used).expect(200));
    }
    at(start + 29 * day);
    await agent.post('/admin/access-token').set('Cookie', idle).expect(401);
    used = refreshCookie(await agent.post('/admin/access-token').set('Cookie', used).expect(200));
    at(start + 31 * day);
    await agent.post('/admin/access-token').set('Cookie', used).expect(401);
  });

  it('end at logout, the cookie too, and leave other sessions alone', async () => {
    const { login, as, agent } = server();
    const response = await login('first@example.com');
    const other = await login('first@example.com');
    const left = await as(response.body.data.token).post('/admin/logout').expect(200);
    expect(refreshCookie(left)).toBe('cms_admin_refresh=');
    await as(response.body.data.token).get('/admin/users/me').expect(401);
    await agent.post('/admin/access-token').set('Cookie', refreshCookie(response)).expect(401);
    await as(other.body.data.token).get('/admin/users/me').expect(200);
  });

  it.each([
    'cms_admin_refresh=', 'cms_admin_refresh=x', 'cms_admin_refresh=a.b', 'cms_admin_refresh=..', 'other=1',
  ])('do not come from a cookie %s', async (cookie) => {
    const { body } = await server().agent.post('/admin/access-token').set('Cookie', cookie).expect(401);
    expect(body.error.name).toBe('UnauthorizedError');
  });

  it('do not come from an access token in the place of a refresh token, nor the other way round', async () => {
    const { login, as, agent } = server();
    const response = await login('first@example.com').expect(200);
    const [name, refreshToken = ''] = refreshCookie(response).split('=');
    await as(refreshToken).get('/admin/users/me').expect(401);
    await agent.post('/admin/access-token').set('Cookie', `${name}=${response.body.data.token}`).expect(401);
    // Neither ended the session.
    await as(response.body.data.token).get('/admin/users/me').expect(200);
    await agent.post('/admin/access-token').set('Cookie', refreshCookie(response)).expect(200);
  });

  it('are named in both tokens, with their user', async () => {
    const { login } = server();
    const response = await login('first@example.com').expect(200);
    const [access, refresh] = [response.body.data.token, refreshCookie(response).split('=')[1]!].map(decodeJwt);
    expect(access).toMatchObject({ sid: expect.any(String), sub: String(response.body.data.user.id), aud: 'cms:admin', iss: 'cms' });
    expect(refresh).toMatchObject({ sid: access!['sid'], sub: access!.sub });
    expect(access!.exp! - access!.iat!).toBe(30 * 60);
    expect(refresh!.exp! - refresh!.iat!).toBe(14 * 24 * 60 * 60);
  });
});

describeAdmin('invitations', (server) => {
  it('show whom they are for, are good for one registration, and are stored as a hash', async () => {
    const { as, agent, registerFirst, makeRole, login, db } = server();
    const { token } = await registerFirst();
    const role = await makeRole('Reader', []);
    const { body: { data } } = await as(token).post('/admin/users')
      .send({ email: 'New@Example.com', firstname: 'New', lastname: 'User', roles: [role['id']] }).expect(201);
    expect(data).toMatchObject({ email: 'new@example.com', isActive: false, roles: [{ name: 'Reader' }] });
    expect(JSON.stringify(await db.query('admin::user').findMany())).not.toContain(data.registrationToken);
    await login('new@example.com').expect(400);

    const info = await agent.get('/admin/registration-info').query({ registrationToken: data.registrationToken }).expect(200);
    expect(info.body).toEqual({ data: { email: 'new@example.com', firstname: 'New', lastname: 'User' } });
    const userInfo = { firstname: 'Newer', lastname: 'User', password: PASSWORD };
    const both = await Promise.all([1, 2].map(() => agent.post('/admin/register').send({ registrationToken: data.registrationToken, userInfo })));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 400]);
    expect(both.find(({ status }) => status === 200)!.body.data.user).toMatchObject({ firstname: 'Newer', isActive: true });
    await login('new@example.com').expect(200);
    await agent.get('/admin/registration-info').query({ registrationToken: data.registrationToken }).expect(400);
  });

  describe('end', () => {
    const day = 24 * 60 * 60_000;
    const userInfo = { firstname: 'New', password: PASSWORD };
    let first: { token: string; user: Row };
    let invited: Row;
    beforeEach(async () => {
      first = await server().registerFirst();
      invited = await invite(first.token);
    });
    afterEach(backToNow);

    async function invite(token: string, roles: Row[] = []): Promise<Row> {
      const body = { email: `new-${Math.random()}@example.com`, firstname: 'New', roles: roles.map((role) => role['id']) };
      return (await server().as(token).post('/admin/users').send(roles.length > 0 ? body : { ...body, roles: undefined }).expect(201)).body.data;
    }

    async function expectEnded({ registrationToken }: Row, hasEnded: boolean): Promise<void> {
      const { agent } = server();
      await agent.get('/admin/registration-info').query({ registrationToken }).expect(hasEnded ? 400 : 200);
      await agent.post('/admin/register').send({ registrationToken, userInfo }).expect(hasEnded ? 400 : 200);
    }

    it('after seven days', async () => {
      const start = Date.now();
      expect(Date.parse(invited['invitationExpiresAt']) - start).toBeLessThanOrEqual(7 * day);
      const other = await invite(first.token);
      at(start + 7 * day - 60_000);
      await expectEnded(invited, false);
      at(start + 7 * day + 60_000);
      await expectEnded(other, true);
    });

    it('where they are older than their end, or have none', async () => {
      await server().db.query('admin::user').update({ where: { id: invited['id'] }, data: { invitationExpiresAt: null } });
      await expectEnded(invited, true);
    });

    it.each([
      ['deactivated', { isActive: false }, true], ['given another address', { email: 'right@example.com' }, true], ['given a password', { password: 'Other-Horse-1' }, true],
      ['renamed', { firstname: 'Newer' }, false],
    ])('where the person is %s: %j, %s', async (_, change, hasEnded) => {
      await server().as(first.token).put(`/admin/users/${invited['id']}`).send(change).expect(200);
      await expectEnded(invited, hasEnded);
    });

    it('where another is made, which works', async () => {
      const { as } = server();
      await as(first.token).put(`/admin/users/${invited['id']}`).send({ email: 'right@example.com' }).expect(200);
      const { body: { data: again } } = await as(first.token).post(`/admin/users/${invited['id']}/invitation`).expect(201);
      expect(again).toMatchObject({ id: invited['id'], email: 'right@example.com', hasRegistered: false, registrationToken: expect.any(String) });
      const { body: { data: once } } = await as(first.token).post(`/admin/users/${invited['id']}/invitation`).expect(201);
      await expectEnded(again, true);
      await expectEnded(once, false);
      expect((await as(first.token).post(`/admin/users/${invited['id']}/invitation`).expect(400)).body.error.message).toBe('This user has already registered');
      await as(first.token).post('/admin/users/999/invitation').expect(404);
      await as(first.token).post('/admin/users/x/invitation').expect(404);
    });

    it('with the admin token that made them, or when it may not make them any more', async () => {
      const { as, makeToken, endToken, narrowToken, db, makeRole } = server();
      const owner = (await db.query('admin::user').findOne({ where: { id: first.user['id'] }, populate: ['roles'] }))!;
      const role = await makeRole('Reader', ['admin::users.read']);
      const make = () => makeToken(owner, ['admin::users.create', 'admin::users.read']);
      const tokens = [make(), make(), make(), make(), make()];
      const invitations = await Promise.all(tokens.map((token) => invite(token, [role])));
      endToken(tokens[0]!);
      narrowToken(tokens[1]!, ['admin::users.create']);
      narrowToken(tokens[2]!, ['admin::users.read']);
      for (const [index, hasEnded] of [true, true, true, false].entries()) await expectEnded(invitations[index]!, hasEnded);
      // Whoever has come in stays.
      endToken(tokens[3]!);
      await server().login(invitations[3]!['email']).expect(200);
      // Made again by a person, it goes by that person.
      endToken(tokens[4]!);
      await expectEnded((await as(first.token).post(`/admin/users/${invitations[4]!['id']}/invitation`).expect(201)).body.data, false);
    });

    it('with the right of the person who made them, who knows the link, to invite into the roles of the invited', async () => {
      const { as, makeRole, makeUser, superAdminRole } = server();
      const change = (id: unknown, body: object) => as(first.token).put(`/admin/users/${id}`).send(body).expect(200);
      const grant = (role: Row, actions: string[]) =>
        as(first.token).put(`/admin/roles/${role['id']}/permissions`).send({ permissions: actions.map((action) => ({ action })) }).expect(200);
      const ends: Record<string, (invitation: Row, inviter: Row, role: Row, rights: Row) => Promise<unknown>> = {
        'the invited is given a stronger role': async ({ id }) => change(id, { roles: [(await superAdminRole())['id']] }),
        'the role of the invited is widened': (_, __, role) => grant(role, ['admin::users.read', 'admin::roles.delete']),
        'the inviter may not invite any more': (_, __, ___, rights) => grant(rights, ['admin::users.read']),
        'the inviter may not do what the role grants': (_, __, ___, rights) => grant(rights, ['admin::users.create']),
        'the inviter is deactivated': (_, { id }) => change(id, { isActive: false }),
        'the inviter is deleted': (_, { id }) => as(first.token).delete(`/admin/users/${id}`).expect(200),
        nothing: async () => {},
      };
      for (const [index, [what, happens]] of Object.entries(ends).entries()) {
        const role = await makeRole(`Reader ${index}`, ['admin::users.read']);
        const rights = await makeRole(`Inviter ${index}`, ['admin::users.create', 'admin::users.read']);
        const inviter = await makeUser(`inviter-${index}@example.com`, [rights]);
        const invitation = await invite(inviter.token, [role]);
        const ofFirst = await invite(first.token, [role]);
        await happens(invitation, inviter.user, role, rights);
        await expectEnded(invitation, what !== 'nothing');
        await expectEnded(ofFirst, false);
      }
    });
  });

  it('cannot be guessed', async () => {
    const { agent } = server();
    const registration = { registrationToken: 'x', userInfo: { firstname: 'X', password: PASSWORD } };
    expect((await agent.post('/admin/register').send(registration).expect(400)).body.error.message).toBe('Invalid registration info');
    await agent.get('/admin/registration-info').expect(400);
    await agent.get('/admin/registration-info?registrationToken=a&registrationToken=b').expect(400);
  });
});

describeAdmin('answers of the admin API', (server) => {
  it('are kept by no cache, least of all those that hold a session or an invitation', async () => {
    const { agent, as, login } = server();
    const registered = await agent.post('/admin/register-admin').send(firstAdmin).expect(200);
    const loggedIn = await login('first@example.com').expect(200);
    const { token } = loggedIn.body.data;
    const refreshed = await agent.post('/admin/access-token').set('Cookie', refreshCookie(loggedIn)).expect(200);
    const invited = await as(token).post('/admin/users').send({ email: 'new@example.com', firstname: 'New' }).expect(201);
    const again = await as(token).post(`/admin/users/${invited.body.data.id}/invitation`).expect(201);
    const { registrationToken } = again.body.data;
    const info = await agent.get('/admin/registration-info').query({ registrationToken }).expect(200);
    const joined = await agent.post('/admin/register').send({ registrationToken, userInfo: { firstname: 'New', password: PASSWORD } }).expect(200);
    const changed = await as(token).put('/admin/users/me').send({ password: 'Other-Horse-1', currentPassword: PASSWORD }).expect(200);
    for (const { headers } of [registered, loggedIn, refreshed, invited, again, info, joined, changed, await login('first@example.com').expect(400)]) {
      expect(headers['cache-control']).toBe('no-store');
    }
  });
});
