import { makePerson, makeRole, setRole } from '../support/accounts';
import { firstAdmin, type Client } from '../support/cms';
import { dialectsUnderTest, type DialectName } from '../support/database';
import { startStrapiHost, type StrapiHost } from '../support/hosts/strapi-host';

/** Databases as they come, and with what an administrator may have made the default of every connection. */
const databases: Array<[dialect: DialectName, statement: string]> = [
  ['sqlite', ''],
  ['postgres', ''],
  ['postgres', 'set default_transaction_isolation = \'repeatable read\''],
  ['mysql', ''],
  ['mysql', 'set session innodb_snapshot_isolation = on'],
];

const MANAGE = ['create', 'read', 'update'].map((verb) => `plugin::api-tokens.admin-tokens.${verb}`);
const TAKEN = 'admin::users.read';

describe.each(databases.filter(([dialect]) => dialectsUnderTest().includes(dialect)))('what comes at once in Strapi on %s %s', (dialect, statement) => {
  let host: StrapiHost;
  let admin: Client;

  beforeAll(async () => {
    host = await startStrapiHost(dialect, { statement });
    admin = host.as((await host.as().post('/admin/register-admin', firstAdmin).expect(200)).body.data.token);
  });
  afterAll(() => host?.stop());

  const times = <T>(count: number, work: (n: number) => PromiseLike<T>): Promise<T[]> => Promise.all(Array.from({ length: count }, (_, n) => work(n)));
  const statuses = async (count: number, send: (n: number) => PromiseLike<{ status: number }>) =>
    (await times(count, send)).map(({ status }) => status).sort();

  it.each(['/api-tokens', '/admin-tokens'])('makes thirty tokens: %s', async (path) => {
    expect(await statuses(30, (n) => admin.post(path, { name: `${path} ${n}` }))).toEqual(Array(30).fill(201));
  });

  it('gives a name once, and says to all others that it is taken', async () => {
    const answers = await times(8, () => admin.post('/api-tokens', { name: 'wanted' }));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(7).fill(400)]);
    const refused = answers.filter(({ status }) => status === 400).map(({ body }) => body.error.message);
    expect(refused).toEqual(Array(7).fill('Name already taken'));
  });

  // Strapi ends in a deadlock on MySQL where many people get other roles at once, without the plugin too.
  it('saves people and the permissions of roles', async () => {
    const people: Array<{ id: number; roleId: number }> = [];
    for (let n = 0; n < 10; n += 1) {
      const roleId = await makeRole(admin, `Role ${n}`, [TAKEN]);
      people.push({ ...await makePerson(host, admin, `Person${n}`, [roleId]), roleId });
    }
    const [saved] = await Promise.all([
      statuses(10, (n) => admin.put(`/admin/users/${people[n]!.id}`, { firstname: 'Other' })),
      times(10, (n) => setRole(admin, people[n]!.roleId, n % 2 === 0 ? [] : [TAKEN, ...MANAGE])),
    ]);
    expect(saved).toEqual(Array(10).fill(200));
  });

  it('gives no token a permission that its owner’s role loses meanwhile, nor does it come back with the role', async () => {
    const role = await makeRole(admin, 'Losing', [...MANAGE, TAKEN]);
    const person = await makePerson(host, admin, 'Owner', [role]);
    const owner = host.as((await host.as().post('/admin/login', { email: person.email, password: person.password }).expect(200)).body.data.token);
    const tokens: Array<{ id: number; accessKey: string }> = [];
    for (const name of ['first', 'second', 'third']) tokens.push((await owner.post('/admin-tokens', { name }).expect(201)).body.data);
    for (let round = 0; round < 20; round += 1) {
      let isTaken = false;
      const give = async ({ id }: { id: number }) => {
        do {
          const { status } = await owner.put(`/admin-tokens/${id}`, { adminPermissions: [{ action: TAKEN }] });
          expect([200, 400]).toContain(status);
        } while (!isTaken);
      };
      const take = async () => {
        await setRole(admin, role, MANAGE);
        isTaken = true;
      };
      await Promise.all([...tokens.map(give), take()]);
      await setRole(admin, role, [...MANAGE, TAKEN]);
      for (const { id, accessKey } of tokens) {
        expect((await admin.get(`/admin-tokens/${id}`).expect(200)).body.data.adminPermissions).toEqual([]);
        await host.as(accessKey).get('/admin/users').expect(403);
      }
    }
  });

  it('gives no token back what two roles lose at once, when they get it back', async () => {
    const owners: Array<{ role: number; client: Client; id: number }> = [];
    for (const firstname of ['One', 'Two']) {
      const role = await makeRole(admin, `Of ${firstname}`, [...MANAGE, TAKEN]);
      const { email, password } = await makePerson(host, admin, firstname, [role]);
      const client = host.as((await host.as().post('/admin/login', { email, password }).expect(200)).body.data.token);
      const { id } = (await client.post('/admin-tokens', { name: `of ${firstname}` }).expect(201)).body.data;
      owners.push({ role, client, id });
    }
    for (let round = 0; round < 10; round += 1) {
      for (const { client, id } of owners) await client.put(`/admin-tokens/${id}`, { adminPermissions: [{ action: TAKEN }] }).expect(200);
      await Promise.all(owners.map(({ role }) => setRole(admin, role, MANAGE)));
      for (const { role } of owners) await setRole(admin, role, [...MANAGE, TAKEN]);
      for (const { id } of owners) expect((await admin.get(`/admin-tokens/${id}`).expect(200)).body.data.adminPermissions).toEqual([]);
    }
  });

  it('logs no error, and nothing of a statement', () => {
    const lines = host.log().split('\n');
    expect(lines.filter((line) => /\berror\b/i.test(line))).toEqual([]);
    expect(lines.filter((line) => /\b(insert into|update|select|delete from) [`"]/i.test(line))).toEqual([]);
  });
});
