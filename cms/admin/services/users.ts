import type { Database, Id, Row, Where } from '../../../server/host';
import { ApplicationError, ForbiddenError, NotFoundError, ValidationError } from '../../errors';
import { type Actor, assertMayAssign, assertMayChangeUser, assertSession, type Caller, isSelf, nobody } from '../caller';
import { SUPER_ADMIN_CODE } from '../content-types';
import { includesSuperAdmin, type PermissionService } from '../permission-service';
import type { AccountChanges } from './account-changes';
import { findRoles } from './find-roles';
import { noInvitation } from './invitations';
import type { Passwords } from './passwords';
import { normalizeEmail, type Profile, profileData } from './profile';
import { newSessionVersion, type Sessions } from './sessions';

/** The attributes of a user that can be changed. */
export interface UserChanges extends Profile {
  password?: string;
  isActive?: boolean;
  /** The ids of all roles of the user. */
  roles?: Array<number | string>;
}

/** Which users to list. */
export interface UserPage {
  page: number;
  pageSize: number;
  /** Part of a name or address. */
  search?: string;
  orderBy: Record<string, 'asc' | 'desc'>;
}

/** The accounts of the admin panel. Every user it returns includes its roles. */
export interface Users {
  hasAdmin(): Promise<boolean>;
  findOne(id: Id): Promise<Row | null>;
  /** The user who logs in, without roles, so that the lookup takes equally long if there is none. */
  findByEmail(email: string): Promise<Row | null>;
  findPage(page: UserPage): Promise<{ results: Row[]; total: number }>;
  /**
   * The very first user, who becomes super admin.
   * @throws {ApplicationError} if a user already exists
   */
  createFirst(profile: Profile, password: string): Promise<Row>;
  /**
   * Changes the caller's own profile or password. The route has already verified the current password.
   * @throws {ApplicationError} if the address is taken
   * @throws {ForbiddenError} if the caller is a token
   */
  updateSelf(caller: Caller, changes: Profile & { password?: string }): Promise<Row>;
  /**
   * Changes a user. A new password or a deactivation ends all sessions; these and a new address end the invitation.
   * @throws {NotFoundError}
   * @throws {ApplicationError} if the address is taken
   * @throws {ForbiddenError} if the user or the roles may do more than the caller, or the password is the caller's own
   * @throws {ValidationError} if no active super admin would remain
   */
  update(caller: Caller, id: Id, changes: UserChanges): Promise<Row>;
  /**
   * Deletes users, all or none of them, with their sessions.
   * @throws {NotFoundError} if one does not exist
   * @throws {ApplicationError} if the caller is among them
   * @throws {ForbiddenError} if one may do more than the caller
   * @throws {ValidationError} if no active super admin would remain
   */
  remove(caller: Caller, ids: Id[]): Promise<Row[]>;
}

/** See {@link Users}. */
export function createUsers(
  db: Database, change: AccountChanges, permissions: PermissionService, passwords: Passwords, sessions: Sessions,
): Users {
  const users = db.query('admin::user');
  const find = (where: Where) => users.findOne({ where, populate: ['roles'] });

  async function hasAdmin(): Promise<boolean> {
    return await users.findOne({ where: {}, select: ['id'] }) !== null;
  }

  async function findPage({ page, pageSize, search, orderBy }: UserPage): Promise<{ results: Row[]; total: number }> {
    const where = search === undefined
      ? {}
      : { $or: ['firstname', 'lastname', 'username', 'email'].map((name) => ({ [name]: { $containsi: search } })) };
    const results = await users.findMany({
      where, populate: ['roles'], orderBy: [orderBy, { id: 'asc' }], limit: pageSize, offset: (page - 1) * pageSize,
    });
    return { results, total: await users.count({ where }) };
  }

  async function assertNoAdmin(): Promise<void> {
    if (await hasAdmin()) throw new ApplicationError('You cannot register a new super admin');
  }

  async function createFirst(profile: Profile, password: string): Promise<Row> {
    // Also checked beforehand, so that nobody can keep the server busy with hashing.
    await assertNoAdmin();
    const hash = await passwords.hash(password);
    return change(nobody, async () => {
      await assertNoAdmin();
      const role = await db.query('admin::role').findOne({ where: { code: SUPER_ADMIN_CODE } });
      return users.create({
        data: { ...profileData(profile), password: hash, isActive: true, sessionVersion: newSessionVersion(), roles: [role!.id] },
        populate: ['roles'],
      });
    });
  }

  async function updateSelf(caller: Caller, changes: Profile & { password?: string }): Promise<Row> {
    const hash = await hashOf(changes.password);
    return change(caller, async (actor) => {
      assertSession(actor);
      return write(actor, await load(actor.userId!), changes, hash);
    });
  }

  async function update(caller: Caller, id: Id, changes: UserChanges): Promise<Row> {
    const hash = await hashOf(changes.password);
    return change(caller, async (actor) => {
      const target = await load(id);
      await assertMayChangeUser(actor, target, permissions);
      if (hash !== undefined && isSelf(actor, target)) {
        throw new ForbiddenError('Change your own password with PUT /admin/users/me and currentPassword');
      }
      return write(actor, target, changes, hash);
    });
  }

  async function hashOf(password: string | undefined): Promise<string | undefined> {
    return password === undefined ? undefined : passwords.hash(password);
  }

  /** Writes changes to a user whom the actor may change. */
  async function write(actor: Actor, target: Row, changes: UserChanges, hash: string | undefined): Promise<Row> {
    const { password: _hashed, isActive, roles: roleIds, ...profile } = changes;
    const data: Row = profileData(profile);
    const isMoved = data.email !== undefined && data.email !== target.email;
    if (isMoved) await assertEmailFree(data.email, target.id);
    if (roleIds !== undefined) {
      const roles = await findRoles(db, roleIds);
      await assertMayAssign(actor, roles, permissions);
      data.roles = roles.map((role) => role.id);
    }
    if (isActive !== undefined) data.isActive = isActive;
    if (hash !== undefined) data.password = hash;
    // The link was sent to the old address, or would let its holder set another password.
    if (isMoved || hash !== undefined || isActive === false) Object.assign(data, noInvitation);
    if (hash !== undefined || isActive === false) {
      data.sessionVersion = newSessionVersion();
      await sessions.endAllOf(target.id);
    }
    const changed = await users.update({ where: { id: target.id }, data, populate: ['roles'] });
    await assertSuperAdminRemains([target]);
    return changed!;
  }

  async function remove(caller: Caller, ids: Id[]): Promise<Row[]> {
    return change(caller, async (actor) => {
      const targets: Row[] = [];
      for (const id of ids) {
        const target = await find({ id });
        if (target === null) throw new NotFoundError('User not found');
        await assertMayChangeUser(actor, target, permissions);
        if (isSelf(actor, target)) throw new ApplicationError('You cannot delete your own user');
        targets.push(target);
      }
      for (const { id } of targets) {
        await sessions.endAllOf(id);
        await users.delete({ where: { id } });
      }
      await assertSuperAdminRemains(targets);
      return targets;
    });
  }

  async function load(id: Id): Promise<Row> {
    const user = await find({ id });
    if (user === null) throw new NotFoundError('User does not exist');
    return user;
  }

  async function assertEmailFree(email: string, owner: Id): Promise<void> {
    if (await users.count({ where: { email, id: { $ne: owner } } }) > 0) {
      throw new ApplicationError('A user with this email address already exists');
    }
  }

  /** Call this after a change: throws, which undoes it, if it removed the last active super admin. */
  async function assertSuperAdminRemains(changed: Row[]): Promise<void> {
    if (!changed.some((user) => user.isActive === true && includesSuperAdmin(user.roles))) return;
    const role = await db.query('admin::role').findOne({
      where: { code: SUPER_ADMIN_CODE }, populate: { users: { select: ['isActive', 'blocked', 'password'] } },
    });
    // A user who was activated without ever having registered has no password, and nobody can log in as them.
    if (!role!.users.some((user: Row) => user.isActive === true && user.blocked !== true && user.password !== null)) {
      throw new ValidationError('You must have at least one user with super admin role.');
    }
  }

  return {
    hasAdmin,
    findOne: (id) => find({ id }),
    findByEmail: (email) => users.findOne({ where: { email: normalizeEmail(email) } }),
    findPage, createFirst, updateSelf, update, remove,
  };
}
