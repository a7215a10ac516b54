import type { AdminPermission, Row } from '../../../../server/host';
import { describeAdmin, EDIT_STORY } from '../admin-server';

const roleActions = ['admin::roles.create', 'admin::roles.read', 'admin::roles.update', 'admin::roles.delete'];
const onStory = (properties: Row = {}, conditions: string[] = []): AdminPermission => ({ action: EDIT_STORY, subject: 'api::story.story', properties, conditions });

describeAdmin('roles', (server) => {
  let first: { token: string; user: Row };
  beforeEach(async () => {
    first = await server().registerFirst();
  });

  it('are created, renamed and deleted', async () => {
    const { as } = server();
    const { body: { data: role } } = await as(first.token).post('/admin/roles').send({ name: 'Writer', description: 'Writes' }).expect(201);
    expect(role).toMatchObject({ id: expect.any(Number), name: 'Writer', description: 'Writes', code: expect.stringMatching(/^writer-/), usersCount: 0 });
    const renamed = await as(first.token).put(`/admin/roles/${role.id}`).send({ name: 'Author' }).expect(200);
    expect(renamed.body.data).toMatchObject({ name: 'Author', code: role.code, description: 'Writes' });
    const all = await as(first.token).get('/admin/roles').expect(200);
    expect(all.body.data.map((each: Row) => [each['name'], each['usersCount']])).toEqual([['Super Admin', 1], ['Editor', 0], ['Author', 0]]);
    await as(first.token).delete(`/admin/roles/${role.id}`).expect(200);
    await as(first.token).get(`/admin/roles/${role.id}`).expect(404);
  });

  it('have names of their own', async () => {
    const { as } = server();
    const responses = await Promise.all([1, 2, 3].map(() => as(first.token).post('/admin/roles').send({ name: 'Writer' })));
    expect(responses.map(({ status }) => status).sort()).toEqual([201, 400, 400]);
    const { body: { data: other } } = await as(first.token).post('/admin/roles').send({ name: 'Other' }).expect(201);
    expect((await as(first.token).put(`/admin/roles/${other.id}`).send({ name: 'Writer' }).expect(400)).body.error.name).toBe('ApplicationError');
    await as(first.token).put(`/admin/roles/${other.id}`).send({ name: 'Other' }).expect(200);
  });

  it('are a thousand at most, and their list counts the users of each without reading them', async () => {
    const { db, as, login, makeUser } = server();
    const { token } = (await login('first@example.com').expect(200)).body.data;
    const query = db.query('admin::role') as any;
    const { id } = await query.create({ data: { name: 'Held', code: 'held' } });
    for (const name of ['a', 'b']) await makeUser(`${name}@example.com`, [{ id }]);
    await query.createMany({ data: Array.from({ length: 1000 - await query.count() }, (_, index) => ({ name: `Role ${index}`, code: `role-${index}` })) });
    const { body } = await as(token).post('/admin/roles').send({ name: 'One more' }).expect(400);
    expect(body.error).toMatchObject({ name: 'ApplicationError', message: expect.stringMatching(/1000 roles/) });
    const statements: string[] = [];
    (db.connection as any).on('query', ({ sql }: { sql: string }) => statements.push(sql));
    const { data } = (await as(token).get('/admin/roles').expect(200)).body;
    expect(data).toHaveLength(1000);
    expect(data.find((role: any) => role.name === 'Held').usersCount).toBe(2);
    expect(data.find((role: any) => role.name === 'Role 1').usersCount).toBe(0);
    expect(statements.length).toBeLessThan(10);
  });

  it('are not deleted while users hold them', async () => {
    const { as, makeRole, makeUser, db } = server();
    const [held, free] = [await makeRole('Held', ['admin::roles.read']), await makeRole('Free', ['admin::roles.read'])];
    const { user } = await makeUser('bob@example.com', [held]);
    const { body } = await as(first.token).delete(`/admin/roles/${held['id']}`).expect(400);
    expect(body.error.message).toBe('Some roles are still assigned to some users');
    await as(first.token).post('/admin/roles/batch-delete').send({ ids: [free['id'], held['id']] }).expect(400);
    expect(await db.query('admin::permission').count()).toBe(2);
    await as(first.token).delete(`/admin/users/${user['id']}`).expect(200);
    await as(first.token).post('/admin/roles/batch-delete').send({ ids: [free['id'], held['id']] }).expect(200);
    expect(await db.query('admin::permission').count()).toBe(0);
  });

  it('are not assigned and deleted at once', async () => {
    const { as, makeRole, makeUser, db } = server();
    const [reader, other] = [await makeRole('Reader', []), await makeRole('Other', [])];
    const { user } = await makeUser('bob@example.com', [reader]);
    const [assigned, deleted] = await Promise.all([
      as(first.token).put(`/admin/users/${user['id']}`).send({ roles: [other['id']] }),
      as(first.token).delete(`/admin/roles/${other['id']}`),
    ]);
    expect([assigned.status, deleted.status].sort()).toEqual([200, 400]);
    expect(await db.query('admin::user').count({ where: { id: user['id'], roles: { id: { $notNull: true } } } })).toBe(1);
  });

  it('leave the super admin as it is, who may do everything', async () => {
    const { as, superAdminRole, admin } = server();
    const path = `/admin/roles/${(await superAdminRole())['id']}`;
    await as(first.token).put(path).send({ name: 'X' }).expect(400);
    await as(first.token).delete(path).expect(400);
    await as(first.token).put(`${path}/permissions`).send({ permissions: [] }).expect(400);
    const { body } = await as(first.token).get(`${path}/permissions`).expect(200);
    expect(body.data).toHaveLength(admin.permissionService.actionProvider.keys().length);
  });

  it.each(['1abc', '-1', '99999999999999999999', '%00'])('do not exist under the id %s', async (id) => {
    const { as } = server();
    await as(first.token).get(`/admin/roles/${id}`).expect(404);
    await as(first.token).put(`/admin/roles/${id}`).send({ name: 'X' }).expect(404);
    await as(first.token).delete(`/admin/roles/${id}`).expect(404);
    await as(first.token).get(`/admin/roles/${id}/permissions`).expect(404);
    await as(first.token).put(`/admin/roles/${id}/permissions`).send({ permissions: [] }).expect(404);
  });

  it('are managed by nobody without the permission', async () => {
    const { as, makeRole, makeUser } = server();
    const role = await makeRole('Reader', ['admin::users.read']);
    const { token } = await makeUser('bob@example.com', [role]);
    const path = `/admin/roles/${role['id']}`;
    for (const attempt of [
      as(token).get('/admin/roles'), as(token).get(path), as(token).get(`${path}/permissions`), as(token).post('/admin/roles').send({}),
      as(token).put(path).send({}), as(token).put(`${path}/permissions`).send({}), as(token).delete(path),
      as(token).post('/admin/roles/batch-delete').send({}),
    ]) {
      await attempt.expect(403);
    }
  });
});

describeAdmin('permissions of a role', (server) => {
  let first: { token: string; user: Row };
  let role: Row;
  const put = (token: string, permissions: unknown) => server().as(token).put(`/admin/roles/${role['id']}/permissions`).send({ permissions });
  beforeEach(async () => {
    first = await server().registerFirst();
    role = await server().makeRole('Writer', []);
  });

  it('are replaced, and those that stay keep their records', async () => {
    const before = await put(first.token, [{ action: 'admin::users.read' }, onStory({ fields: ['title'] }, ['admin::is-creator'])]).expect(200);
    expect(before.body.data).toEqual([
      { id: expect.any(Number), action: 'admin::users.read', actionParameters: {}, subject: null, properties: {}, conditions: [] },
      {
        id: expect.any(Number), action: EDIT_STORY, actionParameters: {}, subject: 'api::story.story', properties: { fields: ['title'] },
        conditions: ['admin::is-creator'],
      },
    ]);
    const after = await put(first.token, [{ action: 'admin::users.read' }, { action: 'admin::roles.read' }]).expect(200);
    expect(after.body.data.map((permission: Row) => permission['action'])).toEqual(['admin::users.read', 'admin::roles.read']);
    expect(after.body.data[0].id).toBe(before.body.data[0].id);
    const { body } = await server().as(first.token).get(`/admin/roles/${role['id']}/permissions`).expect(200);
    expect(body.data).toEqual(after.body.data);
  });

  it('count for who is logged in at once', async () => {
    const { as, makeUser } = server();
    const { token } = await makeUser('bob@example.com', [role]);
    await as(token).get('/admin/users').expect(403);
    await put(first.token, [{ action: 'admin::users.read' }]).expect(200);
    await as(token).get('/admin/users').expect(200);
    await put(first.token, []).expect(200);
    await as(token).get('/admin/users').expect(403);
  });

  it('of a plugin that is gone grant nothing, and stay for its return', async () => {
    const { db, admin } = server();
    await db.query('admin::permission').create({ data: { action: 'plugin::gone.read', role: role['id'] } });
    const { body } = await put(first.token, [{ action: 'admin::users.read' }]).expect(200);
    expect(body.data).toHaveLength(1);
    await admin.permissionService.actionProvider.registerMany([{ section: 'plugins', displayName: 'Back', uid: 'read', pluginName: 'gone' }]);
    const again = await server().as(first.token).get(`/admin/roles/${role['id']}/permissions`).expect(200);
    expect(again.body.data).toHaveLength(2);
  });

  it.each<[string, unknown]>([
    ['no list', undefined], ['null', null], ['an object', {}], ['a text', 'x'], ['lists in the list', [[]]], ['null in the list', [null]],
    ['no action', [{}]],
    ['an action that does not exist', [{ action: 'admin::users.fly' }]],
    ['an action that is no text', [{ action: ['admin::users.read'] }]],
    ['a subject that the action does not have', [{ action: 'admin::users.read', subject: 'api::story.story' }]],
    ['no subject where there must be one', [{ action: EDIT_STORY }]],
    ['a subject that does not exist', [{ action: EDIT_STORY, subject: 'api::nothing.nothing' }]],
    ['a condition that does not exist', [{ action: 'admin::users.read', conditions: ['admin::is-tuesday'] }]],
    ['conditions that are no list', [{ action: 'admin::users.read', conditions: 'admin::is-creator' }]],
    ['null as conditions', [{ action: 'admin::users.read', conditions: null }]],
    ['fields of an action that has none', [{ action: 'admin::users.read', properties: { fields: ['email'] } }]],
    ['fields that do not exist', [onStory({ fields: ['title', 'nothing'] })]],
    ['an inherited field', [onStory({ fields: ['constructor'] })]],
    ['no field at all', [onStory({ fields: [] })]],
    ['fields that are no list', [onStory({ fields: 'title' })]],
    ['other properties', [onStory({ locales: ['en'] })]],
    ['the same twice', [{ action: 'admin::users.read' }, { action: 'admin::users.read', conditions: ['admin::is-creator'] }]],
    ['other keys', [{ action: 'admin::users.read', role: 1 }]],
    ['large action parameters', [{ action: 'admin::users.read', actionParameters: { x: 'x'.repeat(2000) } }]],
    ['NUL', [{ action: 'admin::users.read\0' }]],
  ])('are refused with %s', async (_, permissions) => {
    const { body } = await put(first.token, permissions).expect(400);
    expect(body).toMatchObject({ data: null, error: { status: 400, name: 'ValidationError', details: { errors: expect.any(Array) } } });
  });

  it('do not go beyond those of the caller', async () => {
    const { makeRole, makeUser } = server();
    const manager = await makeRole('Manager', [...roleActions, onStory({ fields: ['title'] }, ['admin::is-creator'])]);
    const { token } = await makeUser('bob@example.com', [manager]);
    const beyond: AdminPermission[] = [
      { action: 'admin::users.read' }, { action: 'plugin::desk.desk.open' }, onStory(), onStory({ fields: ['title', 'body'] }, ['admin::is-creator']),
      onStory({ fields: ['title'] }), onStory({}, ['admin::is-creator']),
    ];
    for (const permission of beyond) {
      const { body } = await put(token, [{ action: 'admin::roles.read' }, permission]).expect(403);
      expect(body.error).toMatchObject({ name: 'ForbiddenError', message: expect.stringContaining(`Cannot grant permissions that exceed your own: ${permission.action}`) });
    }
    await put(token, [{ action: 'admin::roles.read' }, onStory({ fields: ['title'] }, ['admin::is-creator'])]).expect(200);
  });

  it('stay as they are where one of them is beyond those of the caller, though its plugin be switched off', async () => {
    const { makeRole, makeUser, db } = server();
    const { token } = await makeUser('bob@example.com', [await makeRole('Manager', roleActions)]);
    for (const action of ['admin::users.read', 'plugin::absent.settings.change']) {
      const stored = await db.query('admin::permission').create({ data: { action, role: role['id'] } });
      for (const permissions of [[], [{ action: 'admin::roles.read' }]]) await put(token, permissions).expect(403);
      await db.query('admin::permission').delete({ where: { id: stored['id'] } });
    }
    await put(token, [{ action: 'admin::roles.read' }]).expect(200);
  });

  it('do not go beyond those of an admin token, though its owner is super admin', async () => {
    const { makeToken, db } = server();
    const owner = (await db.query('admin::user').findOne({ where: { id: first.user['id'] }, populate: ['roles'] }))!;
    const token = makeToken(owner, ['admin::roles.update']);
    await put(token, [{ action: 'admin::roles.read' }]).expect(403);
    await put(token, [{ action: 'admin::roles.update' }]).expect(200);
  });

  it('are told to subscribers with what is new before what is gone', async () => {
    const { db } = server();
    await put(first.token, [onStory()]).expect(200);
    const seen: string[] = [];
    db.lifecycles.subscribe({
      models: ['admin::permission'],
      afterCreate: async () => void seen.push('created'),
      async beforeDeleteMany() {
        seen.push(`deleting one of ${await db.query('admin::permission').count({ where: { role: { id: role['id'] } } })}`);
      },
    });
    await put(first.token, [onStory({ fields: ['title'] })]).expect(200);
    expect(seen).toEqual(['created', 'deleting one of 2']);
  });

  it('stay as they were when a subscriber refuses', async () => {
    const { db } = server();
    await put(first.token, [{ action: 'admin::users.read' }]).expect(200);
    db.lifecycles.subscribe({ models: ['admin::permission'], beforeDeleteMany: () => Promise.reject(Object.assign(new Error('no'), { status: 400, expose: true })) });
    await put(first.token, [{ action: 'admin::roles.read' }]).expect(400);
    const { body } = await server().as(first.token).get(`/admin/roles/${role['id']}/permissions`);
    expect(body.data).toMatchObject([{ action: 'admin::users.read' }]);
  });
});
