import { makePerson, makeRole, setRole } from '../../support/accounts';
import { makeAdminToken } from '../../support/admin-token';
import { registerFirstAdmin, startTestCms, type Client, type TestCms } from '../../support/cms';
import { dialectsUnderTest, testDatabaseSettings, type TestDatabaseSettings } from '../../support/database';

const USERS = 'admin::users.read';
const MANAGE = ['create', 'read', 'update'].flatMap((verb) => ['admin-tokens', 'api-tokens'].map((kind) => `plugin::api-tokens.${kind}.${verb}`));

describe.each(dialectsUnderTest())('an instance that another instance tells of changes on %s', (dialect) => {
  let place: TestDatabaseSettings;
  /** Where changes are made, and where tokens are used. */
  let here: TestCms;
  let there: TestCms;
  let admin: Client;
  let names = 0;
  const name = () => `Name${(names += 1)}`;
  /** The keys that were looked up there since the last call of {@link readAgain}. */
  let lookUps = 0;

  beforeAll(async () => {
    place = await testDatabaseSettings(dialect);
    const options = { database: place, variables: { API_TOKEN_REVALIDATE_MS: '0' } };
    here = await startTestCms(options);
    there = await startTestCms(options);
    admin = await registerFirstAdmin(here);
    there.running.cms.db.connection.on('query', ({ sql }: { sql: string }) => {
      if (/where .*hash/.test(sql)) lookUps += 1;
    });
  });
  afterAll(async () => {
    await here.stop();
    await there.stop();
    await place.drop();
  });

  interface Used {
    use(): PromiseLike<{ status: number }>;
  }
  const contentToken = async (owner: Client = admin) => {
    const { id, accessKey } = (await owner.post('/admin/api-tokens', { name: name(), type: 'read-only' }).expect(201)).body.data;
    return { id, use: () => there.as(accessKey).get('/api/articles') };
  };
  /** A person with a role that may read users, and a token of theirs. */
  async function makeOwner() {
    const role = await makeRole(admin, name(), [USERS, ...MANAGE]);
    const person = await makePerson(here, admin, name(), [role]);
    const client = here.as((await here.as().post('/admin/login', { email: person.email, password: person.password }).expect(200)).body.data.token);
    const { id, accessKey } = await makeAdminToken(client, name(), [USERS, ...MANAGE]);
    return { role, person, client, id, asToken: here.as(accessKey), use: () => there.as(accessKey).get('/admin/users') };
  }
  /** Whether the use of each is served from memory (false) or read again, after a change. */
  async function readAgain(tokens: Used[], change: () => PromiseLike<unknown>): Promise<boolean[]> {
    for (const { use } of tokens) expect((await use()).status).toBe(200);
    await change();
    const read: boolean[] = [];
    for (const { use } of tokens) {
      lookUps = 0;
      await use();
      read.push(lookUps > 0);
    }
    return read;
  }

  it('reads again the token that was changed, and no other', async () => {
    const [one, other] = [await contentToken(), await contentToken()];
    expect(await readAgain([one, other], () => admin.put(`/admin/api-tokens/${one.id}`, { description: 'new' }).expect(200))).toEqual([true, false]);
    expect(await readAgain([one, other], () => admin.put(`/admin/api-tokens/${one.id}`, { description: 'new' }).expect(200))).toEqual([false, false]);
    expect(await readAgain([one, other], () => admin.post(`/admin/api-tokens/${other.id}/regenerate`).expect(201))).toEqual([false, true]);
  });

  it('reads again no token because one was made or used, or another deleted', async () => {
    const [one, other] = [await contentToken(), await contentToken()];
    expect(await readAgain([one], () => contentToken())).toEqual([false]);
    expect(await readAgain([one], () => admin.delete(`/admin/api-tokens/${other.id}`).expect(200))).toEqual([false]);
  });

  it('reads again what a token has made, and what that has made, where the token changes', async () => {
    const parent = await makeOwner();
    const child = await makeAdminToken(parent.asToken, name(), [USERS, ...MANAGE]);
    const grandchild = await contentToken(here.as(child.accessKey));
    const beside = await makeOwner();
    const family = [parent, { use: () => there.as(child.accessKey).get('/admin/users') }, grandchild];
    expect(await readAgain([...family, beside], () => parent.client.put(`/admin/admin-tokens/${parent.id}`, { description: 'new' }).expect(200)))
      .toEqual([true, true, true, false]);
    await readAgain([...family, beside], () => parent.client.put(`/admin/admin-tokens/${parent.id}`, {
      adminPermissions: MANAGE.map((action) => ({ action, subject: null, properties: {}, conditions: [], actionParameters: {} })),
    }).expect(200));
    expect((await Promise.all(family.map(({ use }) => use()))).map(({ status }) => status)).toEqual([403, 403, 200]);
  });

  it('reads again the tokens of a role\'s members where its permissions change, and nobody else\'s', async () => {
    const [member, other, content] = [await makeOwner(), await makeOwner(), await contentToken()];
    expect(await readAgain([member, other, content], () => setRole(admin, member.role, [...MANAGE]))).toEqual([true, false, false]);
    expect((await member.use()).status).toBe(403);
    expect((await other.use()).status).toBe(200);
  });

  it('reads again no token where a role is renamed, or made', async () => {
    const [member, other] = [await makeOwner(), await makeOwner()];
    expect(await readAgain([member, other], () => admin.put(`/admin/roles/${member.role}`, { name: name(), description: 'renamed' }).expect(200))).toEqual([false, false]);
    expect(await readAgain([member, other], () => admin.post('/admin/roles', { name: name(), description: '' }).expect(201))).toEqual([false, false]);
  });

  it('reads again the tokens of a person who is deactivated, and of what these have made', async () => {
    const [owner, other] = [await makeOwner(), await makeOwner()];
    const made = await contentToken(owner.asToken);
    expect(await readAgain([owner, made, other], () => admin.put(`/admin/users/${owner.person.id}`, { isActive: false }).expect(200))).toEqual([true, true, false]);
    expect([(await owner.use()).status, (await made.use()).status]).toEqual([401, 401]);
    await admin.put(`/admin/users/${owner.person.id}`, { isActive: true }).expect(200);
    expect([(await owner.use()).status, (await made.use()).status]).toEqual([200, 200]);
  });

  it('reads again the tokens of a person who moves to another role, and takes from them what that lacks', async () => {
    const [owner, other] = [await makeOwner(), await makeOwner()];
    const lesser = await makeRole(admin, name(), MANAGE);
    expect(await readAgain([owner, other], () => admin.put(`/admin/users/${owner.person.id}`, { roles: [lesser] }).expect(200))).toEqual([true, false]);
    expect((await owner.use()).status).toBe(403);
    // Its former role can go now, and no token notices.
    expect(await readAgain([other], () => admin.delete(`/admin/roles/${owner.role}`).expect(200))).toEqual([false]);
  });

  it('reads again the tokens of all people who are changed at once, and lets in none of the deactivated', async () => {
    const owners = [await makeOwner(), await makeOwner()];
    const other = await makeOwner();
    const ids = owners.map(({ person }) => person.id);
    expect(await readAgain([...owners, other], () =>
      here.running.cms.db.query('admin::user').updateMany({ where: { id: { $in: ids } }, data: { blocked: true } }))).toEqual([true, true, false]);
    expect((await Promise.all(owners.map(({ use }) => use()))).map(({ status }) => status)).toEqual([401, 401]);
  });

  it('lets in no token of a person who is deleted, nor what it has made', async () => {
    const owner = await makeOwner();
    const made = await contentToken(owner.asToken);
    const other = await makeOwner();
    expect(await readAgain([owner, made, other], () => admin.delete(`/admin/users/${owner.person.id}`).expect(200))).toEqual([true, true, false]);
    expect([(await owner.use()).status, (await made.use()).status]).toEqual([401, 401]);
  });
});
