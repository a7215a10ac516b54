import type { Row } from '../../../../server/host';
import { describeAdmin, PASSWORD } from '../admin-server';

describeAdmin('one\'s own account', (server) => {
  let me: { token: string; user: Row };
  beforeEach(async () => {
    const { registerFirst, makeUser, makeRole } = server();
    await registerFirst();
    me = await makeUser('me@example.com', [await makeRole('Reader', ['admin::roles.read'])]);
  });

  it('can be changed without any permission, but for roles and activity', async () => {
    const { as } = server();
    const changes = { firstname: 'New', lastname: null, username: 'nick', email: 'Mine@example.com', preferedLanguage: 'de' };
    const { body } = await as(me.token).put('/admin/users/me').send(changes).expect(200);
    expect(body.data).toMatchObject({ ...changes, email: 'mine@example.com' });
    for (const forbidden of [{ roles: [1] }, { isActive: false }, { id: 7 }, { sessionVersion: 'x' }]) {
      await as(me.token).put('/admin/users/me').send(forbidden).expect(400);
    }
    await as(me.token).put('/admin/users/me').send({ email: 'first@example.com' }).expect(400);
  });

  it('gets a new password by the current one, which ends all other sessions and starts a new one', async () => {
    const { as, login, agent } = server();
    const other = await login('me@example.com').expect(200);
    await as(me.token).put('/admin/users/me').send({ password: 'Other-Horse-1' }).expect(400);
    const wrong = await as(me.token).put('/admin/users/me').send({ password: 'Other-Horse-1', currentPassword: 'Wrong-Horse-1' }).expect(400);
    expect(wrong.body.error).toMatchObject({ message: 'ValidationError', details: { currentPassword: ['Invalid credentials'] } });
    const changed = await as(me.token).put('/admin/users/me').send({ password: 'Other-Horse-1', currentPassword: PASSWORD }).expect(200);
    for (const token of [me.token, other.body.data.token]) await as(token).get('/admin/users/me').expect(401);
    const [cookie] = changed.headers['set-cookie'] as unknown as string[];
    const { body } = await agent.post('/admin/access-token').set('Cookie', cookie!.split(';')[0]!).expect(200);
    await as(body.data.token).get('/admin/users/me').expect(200);
    await login('me@example.com').expect(400);
    await login('me@example.com', 'Other-Horse-1').expect(200);
  });

  it('cannot have its password guessed by who has stolen a session', async () => {
    const { as } = server();
    const guess = (currentPassword: string) => as(me.token).put('/admin/users/me').send({ password: 'Other-Horse-1', currentPassword });
    for (let attempt = 0; attempt < 5; attempt += 1) await guess('Wrong-Horse-1').expect(400);
    await guess(PASSWORD).expect(429);
  });

  it('lists what it may do; a super admin everything that is registered', async () => {
    const { as, login, admin } = server();
    const own = await as(me.token).get('/admin/users/me/permissions').expect(200);
    expect(own.body.data).toEqual([
      { id: expect.any(Number), action: 'admin::roles.read', actionParameters: {}, subject: null, properties: {}, conditions: [] },
    ]);
    const { body: { data: { token } } } = await login('first@example.com');
    await admin.permissionService.actionProvider.registerMany([{ section: 'plugins', displayName: 'New', uid: 'new', pluginName: 'later' }]);
    const all = await as(token).get('/admin/users/me/permissions').expect(200);
    expect(new Set(all.body.data.map((permission: Row) => permission['action']))).toEqual(new Set(admin.permissionService.actionProvider.keys()));
    expect(all.body.data).toContainEqual(expect.objectContaining({ action: 'plugin::later.new', subject: null }));
  });

  it('is for nobody else', async () => {
    const { agent } = server();
    for (const path of ['/admin/users/me', '/admin/users/me/permissions']) await agent.get(path).expect(401);
    await agent.put('/admin/users/me').send({}).expect(401);
    await agent.post('/admin/logout').expect(401);
  });
});
