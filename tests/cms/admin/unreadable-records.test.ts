import { registerFirstAdmin, startTestCms, type Client, type TestCms } from '../../support/cms';
import { dialectsUnderTest, type DialectName } from '../../support/database';

/** Dates that each database keeps and nobody can read. */
const unreadableDates: Record<DialectName, string> = { sqlite: 'not a date', postgres: 'infinity', mysql: '0000-00-00 00:00:00' };

describe.each(dialectsUnderTest())('a record with a value that cannot be read, on %s,', (dialect) => {
  const noDate = unreadableDates[dialect];
  let cms: TestCms;
  let admin: Client;

  beforeAll(async () => {
    cms = await startTestCms({ dialect });
    admin = await registerFirstAdmin(cms);
  });
  afterAll(() => cms.stop());

  /** Writes what the database layer would not; MySQL has to be told to take it. */
  async function damage(table: string, where: object, values: object): Promise<void> {
    await cms.running.cms.db.transaction(async ({ trx }) => {
      if (dialect === 'mysql') await trx.raw(`set session sql_mode = ''`);
      await trx(table).where(where).update(values);
      if (dialect === 'mysql') await trx.raw(`set session sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'`);
    });
  }

  const createRole = async (name: string) => (await admin.post('/admin/roles', { name }).expect(201)).body.data;
  const invite = async (email: string, roles: number[]) =>
    (await admin.post('/admin/users', { firstname: 'Bo', email, roles }).expect(201)).body.data;
  async function register(email: string, roles: number[]): Promise<{ id: number; client: Client; cookie: string }> {
    const { id, registrationToken } = await invite(email, roles);
    const answer = await cms.as().post('/admin/register', { registrationToken, userInfo: { firstname: 'Bo', password: 'Correct-horse-2' } }).expect(200);
    return { id, client: cms.as(answer.body.data.token), cookie: answer.headers['set-cookie']![0]! };
  }

  it('is listed, read, changed and deleted where it is a user', async () => {
    const { id } = await invite('bo@example.com', [2]);
    await damage('admin_users', { id }, { created_at: noDate, updated_at: noDate });
    const { body } = await admin.get('/admin/users').expect(200);
    expect(body.data.results.map(({ email, createdAt }: any) => [email, createdAt])).toEqual([
      ['ada@example.com', expect.any(String)], ['bo@example.com', null],
    ]);
    await admin.get(`/admin/users/${id}`).expect(200);
    await admin.put(`/admin/users/${id}`, { firstname: 'Bob' }).expect(200);
    await admin.delete(`/admin/users/${id}`).expect(200);
  });

  it('leaves a user who has it logged in, and an invitation whose end cannot be read is over', async () => {
    const { id, client } = await register('cy@example.com', [2]);
    await damage('admin_users', { id }, { created_at: noDate });
    await client.get('/admin/users/me').expect(200);
    await cms.as().post('/admin/login', { email: 'cy@example.com', password: 'Correct-horse-2' }).expect(200);

    const { id: invited, registrationToken } = await invite('di@example.com', [2]);
    await damage('admin_users', { id: invited }, { invitation_expires_at: noDate });
    await cms.as().post('/admin/register', { registrationToken, userInfo: { firstname: 'Di', password: 'Correct-horse-2' } }).expect(400);
  });

  it('is listed, read, changed and deleted where it is a role, whose users keep it', async () => {
    const role = await createRole('dated');
    const { id, client } = await register('el@example.com', [role.id]);
    await damage('admin_roles', { id: role.id }, { created_at: noDate });
    expect((await client.get('/admin/users/me').expect(200)).body.data.roles).toMatchObject([{ name: 'dated' }]);
    expect((await admin.get('/admin/roles').expect(200)).body.data).toContainEqual(expect.objectContaining({ id: role.id, createdAt: null }));
    await admin.put(`/admin/roles/${role.id}`, { name: 'renamed' }).expect(200);
    await admin.delete(`/admin/users/${id}`).expect(200);
    await admin.delete(`/admin/roles/${role.id}`).expect(200);
  });

  it.each([
    ['properties', '{"fields": ['],
    ['conditions', '["admin::is-'],
    ['action_parameters', '{'],
    ['created_at', noDate],
  ])('grants nothing where it is a permission with unreadable %s, and the others of its role go on', async (column, value) => {
    const role = await createRole(`granted ${column}`);
    await admin.put(`/admin/roles/${role.id}/permissions`, { permissions: ['admin::users.read', 'admin::roles.read'].map((action) => ({ action })) }).expect(200);
    const { client } = await register(`${column}@example.com`, [role.id]);
    await client.get('/admin/users').expect(200);
    await damage('admin_permissions', { role_id: role.id, action: 'admin::users.read' }, { [column]: value });
    await client.get('/admin/users').expect(403);
    await client.get('/admin/roles').expect(200);
    expect((await admin.get(`/admin/roles/${role.id}/permissions`).expect(200)).body.data).toMatchObject([{ action: 'admin::roles.read' }]);
  });

  it.each(['expires_at', 'created_at'])('ends the session whose %s it is, and no other', async (column) => {
    const { id, client, cookie } = await register(`session-${column}@example.com`, [2]);
    await client.get('/admin/users/me').expect(200);
    await damage('admin_sessions', { user_id: id }, { [column]: noDate });
    await client.get('/admin/users/me').expect(401);
    await cms.as().post('/admin/access-token').set('Cookie', cookie.split(';')[0]!).set('X-Requested-With', 'test').expect(401);
    await admin.get('/admin/users/me').expect(200);
    await cms.as().post('/admin/login', { email: `session-${column}@example.com`, password: 'Correct-horse-2' }).expect(200);
  });

  it('is listed, read, changed and deleted where it is content', async () => {
    const { accessKey } = (await admin.post('/admin/api-tokens', { name: 'content', type: 'full-access' }).expect(201)).body.data;
    const api = cms.as(accessKey);
    const { documentId } = (await api.post('/api/articles', { data: { title: 'dated' } }).expect(201)).body.data;
    await api.post('/api/articles', { data: { title: 'another' } }).expect(201);
    await damage('articles', { document_id: documentId }, { created_at: noDate, published_at: noDate });
    const { body } = await api.get('/api/articles?sort=title').expect(200);
    expect(body.data.map(({ title, createdAt }: any) => [title, createdAt])).toEqual([['another', expect.any(String)], ['dated', null]]);
    expect((await api.post('/graphql', { query: '{ articles { title createdAt } }' }).expect(200)).body.data.articles).toHaveLength(2);
    await api.get(`/api/articles/${documentId}`).expect(200);
    await api.put(`/api/articles/${documentId}`, { data: { title: 'changed' } }).expect(200);
    await api.delete(`/api/articles/${documentId}`).expect(204);
  });
});
