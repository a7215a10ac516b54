import { createOwners } from '../../../server/owners/owners';
import { registerFirstAdmin, startTestCms, type TestCms } from '../../support/cms';

describe('the owners of admin tokens', () => {
  let cms: TestCms;
  beforeAll(async () => {
    cms = await startTestCms({ dialect: 'sqlite' });
    await registerFirstAdmin(cms);
  });
  afterAll(() => cms.stop());

  it('are known to conditions with all that a project has added to people, and without their secrets and rank', async () => {
    const { db } = cms.running.cms;
    let known: Record<string, unknown> = {};
    const generateTokenAbility = async (_permissions: unknown, owner: Record<string, unknown>) => {
      known = owner;
    };
    const owners = createOwners({ db, service: () => ({ engine: { generateTokenAbility } }) });
    const person = (await db.query('admin::user').findOne({ where: {} }))!;
    const owner = (await owners.find([person.id])).get(person.id)!;
    await owners.abilityOf(owner, []);
    const secrets = ['password', 'registrationToken', 'resetPasswordToken'];
    expect(Object.keys(known).sort()).toEqual([...Object.keys(person), 'roles'].filter((name) => !secrets.includes(name)).sort());
    expect(Object.keys(person)).toContain('password');
    expect(known['roles']).toEqual([]);
  });
});
