import type { Row } from '../../../server/host';
import { dialectsUnderTest } from '../../support/database';
import { type AdminServer, startAdminServer } from './admin-server';

const STRONG = 'plugin::desk.desk.open';
const SUPER = 'super admin';

/** What a target may do: actions, or everything. */
type Reach = string[] | typeof SUPER;
type Method = 'post' | 'put' | 'delete';

interface Command {
  /** The action that its route asks for. */
  needs: string;
  request(target: number, weakRole: number): [Method, string, object?];
  /** The answer to whoever may. */
  answer: number;
  /** The answer about oneself, where it differs. */
  self?: number;
}

const user = (id: number) => `/admin/users/${id}`;
const role = (id: number) => `/admin/roles/${id}`;
const changes = (change: (weakRole: number) => object, self?: number): Command =>
  ({ needs: 'admin::users.update', request: (id, weakRole) => ['put', user(id), change(weakRole)], answer: 200, self });

const onUsers: Record<string, Command> = {
  'rename': changes(() => ({ firstname: 'Renamed' })),
  'set the address of': changes(() => ({ email: 'taken-over@example.com' })),
  'set the password of': changes(() => ({ password: 'Other-Horse-1' }), 403),
  'reactivate': changes(() => ({ isActive: true })),
  'deactivate': changes(() => ({ isActive: false })),
  'take the roles of': changes((weakRole) => ({ roles: [weakRole] })),
  'delete': { needs: 'admin::users.delete', request: (id) => ['delete', user(id)], answer: 200, self: 400 },
  'delete, among others,': { needs: 'admin::users.delete', request: (id) => ['post', '/admin/users/batch-delete', { ids: [id] }], answer: 200, self: 400 },
};

const onInvited: Record<string, Command> = {
  'invite again': { needs: 'admin::users.create', request: (id) => ['post', `${user(id)}/invitation`], answer: 201 },
};

const onRoles: Record<string, Command> = {
  'rename': { needs: 'admin::roles.update', request: (id) => ['put', role(id), { name: `Renamed ${id}` }], answer: 200 },
  'describe': { needs: 'admin::roles.update', request: (id) => ['put', role(id), { description: 'Changed' }], answer: 200 },
  'empty': { needs: 'admin::roles.update', request: (id) => ['put', `${role(id)}/permissions`, { permissions: [] }], answer: 200 },
  'delete': { needs: 'admin::roles.delete', request: (id) => ['delete', role(id)], answer: 200 },
  'delete, among others,': { needs: 'admin::roles.delete', request: (id) => ['post', '/admin/roles/batch-delete', { ids: [id] }], answer: 200 },
  'invite into': { needs: 'admin::users.create', request: (id) => ['post', '/admin/users', { email: 'new@example.com', firstname: 'New', roles: [id] }], answer: 201 },
};

/** Everybody who may call, with what they may do where the route asks for `needs`. */
const callers: Record<string, { kind: 'nobody' | 'person' | 'token'; may(needs: string, all: string[]): Reach }> = {
  'nobody': { kind: 'nobody', may: () => [] },
  'a person without the right': { kind: 'person', may: (needs, all) => all.filter((action) => action !== needs) },
  'a person with the smallest right': { kind: 'person', may: (needs) => [needs] },
  'a person with all rights but one': { kind: 'person', may: (_, all) => all.filter((action) => action !== STRONG) },
  'a super admin': { kind: 'person', may: () => SUPER },
  'an admin token without the right': { kind: 'token', may: (needs, all) => all.filter((action) => action !== needs) },
  'an admin token with the smallest right': { kind: 'token', may: (needs) => [needs] },
  'an admin token with all rights but one': { kind: 'token', may: (_, all) => all.filter((action) => action !== STRONG) },
  'an admin token with all rights': { kind: 'token', may: (_, all) => all },
};

const targets: Record<string, (needs: string) => Reach> = {
  weaker: () => [],
  equal: (needs) => [needs],
  stronger: (needs) => [needs, STRONG],
  'super admin': () => SUPER,
};

function expected(command: Command, caller: keyof typeof callers, all: string[], target: Reach): number {
  const { kind, may } = callers[caller]!;
  const own = may(command.needs, all);
  if (kind === 'nobody') return 401;
  if (own !== SUPER && !own.includes(command.needs)) return 403;
  const isWithin = own === SUPER || (target !== SUPER && target.every((action) => own.includes(action)));
  return isWithin ? command.answer : 403;
}

describe.each(dialectsUnderTest())('whom and what a command reaches (%s)', (dialect) => {
  let running: AdminServer;
  const server = () => running;
  let admin: { token: string; user: Row };
  let all: string[];
  let weakRole: number;
  let names = 0;
  beforeAll(async () => {
    running = await startAdminServer(dialect);
    admin = await server().registerFirst();
    all = server().admin.permissionService.actionProvider.keys().filter((action) => action.startsWith('admin::') || action === STRONG);
    weakRole = (await server().makeRole('Weak', []))['id'];
  });
  afterAll(() => running.stop());
  // What is compared before and after each command is all that there is.
  afterEach(async () => {
    await server().db.query('admin::user').deleteMany({ where: { id: { $ne: admin.user['id'] } } });
    await server().db.query('admin::role').deleteMany({ where: { $or: [{ name: { $startsWith: 'Role ' } }, { name: { $startsWith: 'Renamed ' } }] } });
  });

  async function roleOf(reach: Reach): Promise<Row> {
    return reach === SUPER ? server().superAdminRole() : server().makeRole(`Role ${(names += 1)}`, reach);
  }

  async function makeTarget(reach: Reach, stored: Row = { password: 'a hash' }): Promise<number> {
    const { db } = server();
    const data = { email: `target-${(names += 1)}@example.com`, isActive: true, sessionVersion: 'x', roles: [(await roleOf(reach))['id']], ...stored };
    return (await db.query('admin::user').create({ data }))['id'];
  }

  async function bearerOf(caller: keyof typeof callers, needs: string): Promise<string> {
    const { kind, may } = callers[caller]!;
    const reach = may(needs, all);
    if (kind === 'nobody') return 'none';
    if (kind === 'token') {
      const owner = (await server().db.query('admin::user').findOne({ where: { id: admin.user['id'] }, populate: ['roles'] }))!;
      return server().makeToken(owner, reach as string[]);
    }
    return reach === SUPER ? admin.token : (await server().makeUser(`caller-${(names += 1)}@example.com`, [await roleOf(reach)])).token;
  }

  const send = (bearer: string, [method, path, body]: [Method, string, object?]) => server().as(bearer)[method](path).send(body);
  const stored = async ({ db }: AdminServer) => JSON.stringify([
    await db.query('admin::user').findMany({ populate: ['roles'] }), await db.query('admin::role').findMany({ populate: ['permissions'] }),
  ]);

  /** Sends a command, and sees that it changes nothing where it is denied. */
  async function attempt(bearer: string, request: [Method, string, object?], status: number): Promise<void> {
    const before = await stored(server());
    const answer = await send(bearer, request);
    expect([request, answer.status]).toEqual([request, status]);
    expect(await stored(server()) === before).toBe(status >= 400);
  }

  describe.each(Object.keys(callers))('by %s', (caller) => {
    it.each(Object.entries({ ...onUsers, ...onInvited }))('to %s users', async (name, command) => {
      const bearer = await bearerOf(caller, command.needs);
      for (const reachOf of Object.values(targets)) {
        const reach = reachOf(command.needs);
        const target = await makeTarget(reach, name === 'invite again' ? { password: null } : { password: 'a hash', isActive: name !== 'reactivate' });
        await attempt(bearer, command.request(target, weakRole), expected(command, caller, all, reach));
        await server().db.query('admin::user').delete({ where: { id: target } });
      }
    });

    it.each(Object.entries(onRoles))('to %s roles', async (_, command) => {
      const bearer = await bearerOf(caller, command.needs);
      for (const reachOf of [targets['weaker']!, targets['equal']!, targets['stronger']!]) {
        const reach = reachOf(command.needs);
        const target = await roleOf(reach);
        const isEmptyAlready = command === onRoles['empty'] && reach.length === 0;
        if (!isEmptyAlready) await attempt(bearer, command.request(target['id'], weakRole), expected(command, caller, all, reach));
        await server().db.query('admin::user').deleteMany({ where: { email: 'new@example.com' } });
      }
      const superRole = (await server().superAdminRole())['id'];
      if (command !== onRoles['invite into']) expect((await send(bearer, command.request(superRole, weakRole))).status).toBeGreaterThanOrEqual(400);
    });
  });

  // Who is active already is not changed by being activated.
  it.each(Object.entries(onUsers).filter(([name]) => name !== 'reactivate'))('a person, to %s themselves', async (_, command) => {
    const self = await server().makeUser(`self-${(names += 1)}@example.com`, [await roleOf([command.needs])]);
    await attempt(self.token, command.request(self.user['id'], weakRole), command.self ?? command.answer);
  });

  it.each(Object.entries(onUsers))('an admin token, to %s its owner: never', async (_, command) => {
    await attempt(await bearerOf('an admin token with all rights', command.needs), command.request(admin.user['id'], weakRole), 403);
  });

  it.each(['set the password of', 'deactivate', 'take the roles of', 'delete', 'delete, among others,'])(
    'the last super admin, to %s themselves: never', async (name) => {
      const command = onUsers[name]!;
      await attempt(admin.token, command.request(admin.user['id'], weakRole), command.self ?? 400);
    });
});
