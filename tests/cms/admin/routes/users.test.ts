import type { Row } from '../../../../server/host';
import { type AdminServer, describeAdmin, PASSWORD } from '../admin-server';

const userActions = ['admin::users.create', 'admin::users.read', 'admin::users.update', 'admin::users.delete'];

describeAdmin('users', (server) => {
  let first: { token: string; user: Row };
  beforeEach(async () => {
    first = await server().registerFirst();
  });

  it('are listed in pages, searched and sorted, without secrets', async () => {
    const { as, makeRole, makeUser } = server();
    const reader = await makeRole('Reader', []);
    await makeUser('zoe@example.com', [reader]);
    await makeUser('bob@example.com', [reader]);
    const { body } = await as(first.token).get('/admin/users?page=1&pageSize=2&sort=email:DESC').expect(200);
    expect(body.data.pagination).toEqual({ page: 1, pageSize: 2, pageCount: 2, total: 3 });
    expect(body.data.results.map((user: Row) => user['email'])).toEqual(['zoe@example.com', 'first@example.com']);
    expect(Object.keys(body.data.results[0])).not.toEqual(expect.arrayContaining([expect.stringMatching(/password|registrationToken|sessionVersion/)]));
    const found = await as(first.token).get('/admin/users?_q=BOB').expect(200);
    expect(found.body.data.results).toMatchObject([{ email: 'bob@example.com', roles: [{ code: 'reader' }] }]);
  });

  it.each(['page=0', 'page=x', 'pageSize=1000', 'sort=password', 'sort=email:up', 'filters[email]=a', '_q=%00', '_q=a&_q=b', '_q=', 'page=',
    'page[]=1', 'sort[email]=asc', '_q[x]=y', '_q[]=a', 'filters[__proto__][id]=1', 'filters[constructor]=1', '__proto__=1', 'unknown=1'])(
    'are not listed for ?%s', async (query) => {
      const { body } = await server().as(first.token).get(`/admin/users?${query}`).expect(400);
      expect(body.error.name).toBe('ValidationError');
    },
  );

  it('cannot have the same address, in whatever case', async () => {
    const { as } = server();
    const invitation = { email: 'FIRST@example.com', firstname: 'X' };
    const { body } = await as(first.token).post('/admin/users').send(invitation).expect(400);
    expect(body.error).toMatchObject({ name: 'ApplicationError', message: 'Email already taken' });
    const invited = await Promise.all([1, 2, 3].map(() => as(first.token).post('/admin/users').send({ ...invitation, email: 'New@example.com' })));
    expect(invited.map(({ status }) => status).sort()).toEqual([201, 400, 400]);
    const other = invited.find(({ status }) => status === 201)!.body.data;
    await as(first.token).put(`/admin/users/${other.id}`).send({ email: 'First@Example.com' }).expect(400);
  });

  it('are deleted with their sessions, alone or several at once', async () => {
    const { as, makeRole, makeUser, db } = server();
    const reader = await makeRole('Reader', []);
    const [one, two, three] = [await makeUser('1@example.com', [reader]), await makeUser('2@example.com', [reader]), await makeUser('3@example.com', [reader])];
    const deleted = await as(first.token).delete(`/admin/users/${one.user['id']}`).expect(200);
    expect(deleted.body.data).toMatchObject({ email: '1@example.com' });
    await as(one.token).get('/admin/users/me').expect(401);
    const ids = [two.user['id'], three.user['id']];
    const { body } = await as(first.token).post('/admin/users/batch-delete').send({ ids: [...ids, 999] }).expect(404);
    expect(body.data).toBeNull();
    await as(two.token).get('/admin/users/me').expect(200);
    await as(first.token).post('/admin/users/batch-delete').send({ ids }).expect(200);
    expect(await db.query('admin::session').count({ where: { user: { id: { $ne: first.user['id'] } } } })).toBe(0);
    await as(first.token).get(`/admin/users/${ids[0]}`).expect(404);
  });

  it.each(['1abc', '-1', '0', '99999999999999999999', '4294967297', '1.5', '%00', 'null'])('do not exist under the id %s', async (id) => {
    const { as } = server();
    for (const call of [as(first.token).get, as(first.token).delete]) {
      expect((await call(`/admin/users/${id}`).expect(404)).body.error.name).toBe('NotFoundError');
    }
    await as(first.token).put(`/admin/users/${id}`).send({ firstname: 'X' }).expect(404);
  });

  it('lose their sessions for good when they are deactivated', async () => {
    const { as, makeRole, makeUser, login } = server();
    const { user, token } = await makeUser('bob@example.com', [await makeRole('Reader', [])]);
    await as(first.token).put(`/admin/users/${user['id']}`).send({ isActive: false }).expect(200);
    await as(token).get('/admin/users/me').expect(401);
    expect((await login('bob@example.com').expect(400)).body.error.message).toBe('User not active');
    await as(first.token).put(`/admin/users/${user['id']}`).send({ isActive: true }).expect(200);
    await as(token).get('/admin/users/me').expect(401);
    await login('bob@example.com').expect(200);
  });

  it('lose their sessions with a new password', async () => {
    const { as, makeRole, makeUser, login } = server();
    const { user, token } = await makeUser('bob@example.com', [await makeRole('Reader', [])]);
    await as(first.token).put(`/admin/users/${user['id']}`).send({ password: 'Other-Horse-1' }).expect(200);
    await as(token).get('/admin/users/me').expect(401);
    await login('bob@example.com').expect(400);
    await login('bob@example.com', 'Other-Horse-1').expect(200);
  });

  it('keep their account when only those without the permission ask', async () => {
    const { as, makeRole, makeUser } = server();
    const { user, token } = await makeUser('bob@example.com', [await makeRole('Reader', ['admin::roles.read'])]);
    for (const attempt of [
      as(token).get('/admin/users'), as(token).get(`/admin/users/${user['id']}`), as(token).post('/admin/users').send({}),
      as(token).put(`/admin/users/${user['id']}`).send({}), as(token).delete(`/admin/users/${user['id']}`),
      as(token).post('/admin/users/batch-delete').send({}),
    ]) {
      expect((await attempt.expect(403)).body.error.name).toBe('PolicyError');
    }
  });

  it('are not managed by a permission under conditions, which no route of theirs could check', async () => {
    const { as, makeRole, makeUser } = server();
    const role = await makeRole('Creator', [{ action: 'admin::users.read', conditions: ['admin::is-creator'] }]);
    const { token } = await makeUser('bob@example.com', [role]);
    await as(token).get('/admin/users').expect(403);
  });
});

describeAdmin('the last active super admin', (server) => {
  let first: { token: string; user: Row };
  let superRole: Row;
  beforeEach(async () => {
    first = await server().registerFirst();
    superRole = await server().superAdminRole();
  });

  const expectRefusal = async (attempt: ReturnType<ReturnType<AdminServer['as']>['put']>) => {
    expect((await attempt.expect(400)).body.error.message).toBe('You must have at least one user with super admin role.');
  };

  it('cannot be deactivated or demoted', async () => {
    const { as, makeRole } = server();
    const reader = await makeRole('Reader', []);
    await expectRefusal(as(first.token).put(`/admin/users/${first.user['id']}`).send({ isActive: false }));
    await expectRefusal(as(first.token).put(`/admin/users/${first.user['id']}`).send({ roles: [reader['id']] }));
    await as(first.token).get('/admin/users/me').expect(200);
  });

  it('is the last one though others are inactive or have never registered', async () => {
    const { as, makeUser } = server();
    const second = await makeUser('second@example.com', [superRole]);
    await as(first.token).put(`/admin/users/${second.user['id']}`).send({ isActive: false }).expect(200);
    const { body: { data: invited } } = await as(first.token).post('/admin/users')
      .send({ email: 'third@example.com', firstname: 'Third', roles: [superRole['id']] }).expect(201);
    await as(first.token).put(`/admin/users/${invited.id}`).send({ isActive: true }).expect(200);
    await expectRefusal(as(first.token).put(`/admin/users/${first.user['id']}`).send({ isActive: false }));
  });

  it('remains when two delete each other, or demote themselves, at once', async () => {
    const { as, makeUser, makeRole, db } = server();
    const reader = await makeRole('Reader', []);
    const second = await makeUser('second@example.com', [superRole]);
    const demoted = await Promise.all([first, second].map(({ token, user }) => as(token).put(`/admin/users/${user['id']}`).send({ roles: [reader['id']] })));
    expect(demoted.map(({ status }) => status).sort()).toEqual([200, 400]);
    const holders = () => db.query('admin::user').count({ where: { roles: { id: superRole['id'] } } });
    expect(await holders()).toBe(1);
  });

  it('cannot delete themselves', async () => {
    const { as } = server();
    const { body } = await as(first.token).delete(`/admin/users/${first.user['id']}`).expect(400);
    expect(body.error.message).toBe('You cannot delete your own user');
    await as(first.token).post('/admin/users/batch-delete').send({ ids: [first.user['id']] }).expect(400);
  });
});

describeAdmin('who may manage users but is no super admin', (server) => {
  let first: { token: string; user: Row };
  let superRole: Row;
  let manager: { token: string; user: Row };
  let strong: Row;
  beforeEach(async () => {
    const { registerFirst, superAdminRole, makeRole, makeUser } = server();
    first = await registerFirst();
    superRole = await superAdminRole();
    manager = await makeUser('manager@example.com', [await makeRole('Manager', userActions)]);
    strong = await makeRole('Strong', ['plugin::desk.desk.open']);
  });

  it('cannot touch a super admin', async () => {
    const { as, login } = server();
    const path = `/admin/users/${first.user['id']}`;
    for (const changes of [{ isActive: false }, { firstname: 'X' }, { password: 'Other-Horse-1' }, { roles: [strong['id']] }]) {
      await as(manager.token).put(path).send(changes).expect(403);
    }
    await as(manager.token).delete(path).expect(403);
    await as(manager.token).post('/admin/users/batch-delete').send({ ids: [first.user['id']] }).expect(403);
    await login('first@example.com').expect(200);
  });

  it('cannot make a super admin, or anybody who may do more', async () => {
    const { as } = server();
    const own = `/admin/users/${manager.user['id']}`;
    const roles = manager.user['roles'].map((role: Row) => role['id']);
    await as(manager.token).put(own).send({ roles: [...roles, superRole['id']] }).expect(403);
    const { body } = await as(manager.token).put(own).send({ roles: [...roles, strong['id']] }).expect(403);
    expect(body.error.message).toBe('Cannot grant permissions that exceed your own: plugin::desk.desk.open');
    for (const role of [superRole, strong]) {
      await as(manager.token).post('/admin/users').send({ email: 'new@example.com', firstname: 'New', roles: [role['id']] }).expect(403);
    }
    await as(manager.token).post('/admin/users').send({ email: 'new@example.com', firstname: 'New', roles }).expect(201);
  });

  it('cannot take over the account of somebody who may do more', async () => {
    const { as, makeUser, login } = server();
    const { user } = await makeUser('strong@example.com', [strong]);
    const path = `/admin/users/${user['id']}`;
    await as(manager.token).put(path).send({ password: 'Other-Horse-1' }).expect(403);
    await as(manager.token).put(path).send({ email: 'manager2@example.com' }).expect(403);
    await login('strong@example.com').expect(200);
  });

  it('can set a password for somebody who may do no more', async () => {
    const { as, makeUser, makeRole, login } = server();
    const { user } = await makeUser('weak@example.com', [await makeRole('Weak', ['admin::users.read'])]);
    await as(manager.token).put(`/admin/users/${user['id']}`).send({ password: 'Other-Horse-1' }).expect(200);
    await login('weak@example.com', 'Other-Horse-1').expect(200);
  });
});

describeAdmin('an admin token', (server) => {
  let first: { token: string; user: Row };
  let owner: Row;
  beforeEach(async () => {
    first = await server().registerFirst();
    owner = (await server().db.query('admin::user').findOne({ where: { id: first.user['id'] }, populate: ['roles'] }))!;
  });

  it('shows its owner, and its own permissions instead of the owner\'s', async () => {
    const { as, makeToken } = server();
    const token = makeToken(owner, ['admin::users.read']);
    const me = await as(token).get('/admin/users/me').expect(200);
    expect(me.body.data).toMatchObject({ email: 'first@example.com', roles: [{ code: 'strapi-super-admin' }] });
    expect(JSON.stringify(me.body)).not.toMatch(/argon2|sessionVersion|registrationToken/);
    const { body } = await as(token).get('/admin/users/me/permissions').expect(200);
    expect(body.data.map((permission: Row) => permission['action'])).toEqual(['admin::users.read']);
  });

  it('cannot change its owner, whatever it may do', async () => {
    const { as, makeToken, login, makeUser, superAdminRole } = server();
    await makeUser('second@example.com', [await superAdminRole()]);
    const token = makeToken(owner, userActions);
    await as(token).put('/admin/users/me').send({ firstname: 'X' }).expect(403);
    await as(token).put('/admin/users/me').send({ password: 'Other-Horse-1', currentPassword: PASSWORD }).expect(403);
    await as(token).post('/admin/logout').expect(403);
    for (const changes of [{ firstname: 'X' }, { isActive: false }, { password: 'Other-Horse-1' }, { roles: [(await superAdminRole())['id']] }]) {
      await as(token).put(`/admin/users/${owner['id']}`).send(changes).expect(403);
    }
    await as(token).delete(`/admin/users/${owner['id']}`).expect(403);
    await as(token).post('/admin/users/batch-delete').send({ ids: [owner['id']] }).expect(403);
    await as(first.token).get('/admin/users/me').expect(200);
    await login('first@example.com').expect(200);
  });

  it('is no super admin though its owner is one', async () => {
    const { as, makeToken, makeUser, superAdminRole } = server();
    const superRole = await superAdminRole();
    const second = await makeUser('second@example.com', [superRole]);
    const token = makeToken(owner, userActions);
    await as(token).put(`/admin/users/${second.user['id']}`).send({ firstname: 'X' }).expect(403);
    await as(token).put(`/admin/users/${second.user['id']}`).send({ password: 'Other-Horse-1' }).expect(403);
    await as(token).delete(`/admin/users/${second.user['id']}`).expect(403);
    const invitation = { email: 'new@example.com', firstname: 'New' };
    await as(token).post('/admin/users').send({ ...invitation, roles: [superRole['id']] }).expect(403);
  });

  it('gives roles within its own permissions only', async () => {
    const { as, makeToken, makeRole, makeUser } = server();
    const token = makeToken(owner, userActions);
    const within = await makeRole('Within', ['admin::users.read']);
    const beyond = await makeRole('Beyond', ['admin::users.read', 'admin::roles.read']);
    const { user } = await makeUser('bob@example.com', [within]);
    await as(token).post('/admin/users').send({ email: 'new@example.com', firstname: 'New', roles: [beyond['id']] }).expect(403);
    await as(token).put(`/admin/users/${user['id']}`).send({ roles: [within['id'], beyond['id']] }).expect(403);
    const strong = await makeUser('strong@example.com', [beyond]);
    await as(token).put(`/admin/users/${strong.user['id']}`).send({ password: 'Other-Horse-1' }).expect(403);
    const { body } = await as(token).post('/admin/users').send({ email: 'new@example.com', firstname: 'New', roles: [within['id']] }).expect(201);
    expect(body.data.registrationToken).toEqual(expect.any(String));
  });

  it('never sees an invitation that it did not make', async () => {
    const { as, makeToken } = server();
    const { body: { data } } = await as(first.token).post('/admin/users').send({ email: 'new@example.com', firstname: 'New' }).expect(201);
    const token = makeToken(owner, userActions);
    for (const path of ['/admin/users', `/admin/users/${data.id}`]) {
      expect((await as(token).get(path).expect(200)).text).not.toContain('registrationToken');
    }
  });
});
