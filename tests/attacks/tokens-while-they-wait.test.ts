import { pluginServices } from '../../server/services';
import { makePerson, makeRole, setRole } from '../support/accounts';
import { makeAdminToken } from '../support/admin-token';
import { registerFirstAdmin, startTestCms, type Client, type TestCms } from '../support/cms';
import { dialectsUnderTest, type DialectName } from '../support/database';

const VERBS = ['create', 'read', 'update', 'regenerate', 'delete'];
const RIGHTS = ['api-tokens', 'admin-tokens'].flatMap((kind) => VERBS.map((verb) => `plugin::api-tokens.${kind}.${verb}`));

/** A command that has been let in waits for the lock; meanwhile, who sent it is stopped. The command is denied, and nothing is written. */
describe.each(dialectsUnderTest())('a command on tokens that waits while its caller is stopped, on %s,', (dialect: DialectName) => {
  let cms: TestCms;
  let admin: Client;
  let names = 0;
  const name = () => `Name${(names += 1)}`;

  beforeAll(async () => {
    cms = await startTestCms({ dialect });
    admin = await registerFirstAdmin(cms);
  });
  afterAll(() => cms.stop());

  /** Runs every command in the middle of a transaction that stops the caller, after the caller was let in. */
  async function commandsDuring(client: Client, stop: () => Promise<unknown>): Promise<number[]> {
    const { store } = pluginServices(cms.running.cms);
    const targets = await Promise.all(['api-tokens', 'admin-tokens'].map(async (kind) =>
      [kind, (await client.post(`/admin/${kind}`, { name: name() }).expect(201)).body.data.id] as const));
    let waiting: Array<Promise<{ status: number }>> = [];
    await store.write(async ({ rows }) => {
      // The lock is taken by the first statement.
      await rows.hasAny();
      // Each is under way before the caller is stopped; the lock is held until that is committed.
      waiting = targets.flatMap(([kind, id]) => [
        client.post(`/admin/${kind}`, { name: name() }),
        client.put(`/admin/${kind}/${id}`, { name: name() }),
        client.post(`/admin/${kind}/${id}/regenerate`),
        client.delete(`/admin/${kind}/${id}`),
      ].map((request) => Promise.resolve(request.then((answer) => answer))));
      await new Promise((resolve) => setTimeout(resolve, dialect === 'sqlite' ? 0 : 200));
      await stop();
    });
    return (await Promise.all(waiting)).map(({ status }) => status);
  }

  const db = () => cms.running.cms.db;
  const count = () => db().query('plugin::api-tokens.token').count();

  async function makeCaller(): Promise<{ id: number; role: number; client: Client }> {
    const role = await makeRole(admin, name(), RIGHTS);
    const person = await makePerson(cms, admin, name(), [role]);
    const { token } = (await cms.as().post('/admin/login', person).expect(200)).body.data;
    return { id: person.id, role, client: cms.as(token) };
  }

  it('a super admin who is deactivated', async () => {
    const { id, client } = await makeCaller();
    const superRole = await db().query('admin::role').findOne({ where: { code: 'strapi-super-admin' } });
    await admin.put(`/admin/users/${id}`, { roles: [superRole!.id] }).expect(200);
    const before = await count();
    const statuses = await commandsDuring(client, () => db().query('admin::user').update({ where: { id }, data: { isActive: false } }));
    expect(statuses).toEqual(Array(8).fill(401));
    expect(await count()).toBe(before + 2);
  });

  it('a person whose role loses the rights', async () => {
    const { role, client } = await makeCaller();
    const before = await count();
    const statuses = await commandsDuring(client, () => db().query('admin::permission').deleteMany({ where: { role: { id: role } } }));
    expect(statuses).toEqual(Array(8).fill(403));
    expect(await count()).toBe(before + 2);
    await setRole(admin, role, []);
  });

  it('an admin token that is replaced, and one that is deleted', async () => {
    const { client } = await makeCaller();
    for (const stop of ['replace', 'delete']) {
      const token = await makeAdminToken(client, name(), RIGHTS);
      const statuses = await commandsDuring(cms.as(token.accessKey), () => (stop === 'delete'
        ? db().query('plugin::api-tokens.token').delete({ where: { id: token.id } })
        : db().query('plugin::api-tokens.token-key').updateMany({ where: { token: { id: token.id } }, data: { hash: `replaced ${token.id}` } })));
      expect(statuses).toEqual(Array(8).fill(401));
    }
  });
});
