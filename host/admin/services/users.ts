import { createHash, randomBytes } from 'node:crypto';
import type { Database, Id, Row, Where } from '../../../server/host';
import { ApplicationError, NotFoundError, ValidationError } from '../../errors';
import { assertMayAssign, assertMayTakeOver, assertMayTouch, type Caller, isSelf } from '../caller';
import { SUPER_ADMIN_CODE } from '../content-types';
import { includesSuperAdmin, type PermissionService } from '../permission-service';
import { parseId } from '../record-id';
import type { AccountChanges } from './account-changes';
import type { Passwords } from './passwords';
import { newSessionVersion, type Sessions } from './sessions';

const USER = 'admin::user';

/** What a profile holds. */
export interface Profile {
  firstname?: string;
  lastname?: string | null;
  username?: string | null;
  email?: string;
  preferedLanguage?: string | null;
}

/** What may be changed of a user. */
export interface UserChanges extends Profile {
  password?: string;
  isActive?: boolean;
  /** Ids of all roles that the user is to have. */
  roles?: Array<number | string>;
}

/** Which users to list. */
export interface UserPage {
  page: number;
  pageSize: number;
  /** A part of a name or address. */
  search?: string;
  orderBy: Record<string, 'asc' | 'desc'>;
}

/** The accounts of the admin panel. Every user it gives has its roles. */
export interface Users {
  hasAdmin(): Promise<boolean>;
  findOne(id: Id): Promise<Row | null>;
  findByEmail(email: string): Promise<Row | null>;
  findPage(page: UserPage): Promise<{ results: Row[]; total: number }>;
  /**
   * The very first user, who becomes super admin.
   * @throws {ApplicationError} where there is a user already
   */
  createFirst(profile: Profile, password: string): Promise<Row>;
  /**
   * Adds a user who cannot log in until registering with the token.
   * @throws {ApplicationError} where the address is taken
   * @throws {ForbiddenError} where the roles are out of the caller's reach
   */
  invite(caller: Caller, profile: Profile, roles: Array<number | string>): Promise<{ user: Row; registrationToken: string }>;
  /** The user who was invited with this token and has not registered yet. */
  findInvited(registrationToken: string): Promise<Row | null>;
  /** Turns an invited user into an active one; null where the token is not (or no longer) valid. */
  register(registrationToken: string, profile: Profile, password: string): Promise<Row | null>;
  /**
   * Changes a user. A new password and a deactivation end all sessions, a new password also the invitation.
   * @throws {NotFoundError}
   * @throws {ApplicationError} where the address is taken
   * @throws {ForbiddenError} where the user or the roles are out of the caller's reach
   * @throws {ValidationError} where no active super admin would remain
   */
  update(caller: Caller, id: Id, changes: UserChanges): Promise<Row>;
  /**
   * Deletes users, all or none of them, with their sessions.
   * @throws {NotFoundError} where one does not exist
   * @throws {ApplicationError} where the caller is among them
   * @throws {ForbiddenError} where one is out of the caller's reach
   * @throws {ValidationError} where no active super admin would remain
   */
  remove(caller: Caller, ids: Id[]): Promise<Row[]>;
}

/** What is shown of a user: never a secret. */
export function toPublicUser(user: Row): Row {
  const { id, documentId, firstname, lastname, username, email, isActive, blocked, preferedLanguage, createdAt, updatedAt } = user;
  const roles = (user.roles ?? []).map((role: Row) => ({ id: role.id, name: role.name, description: role.description, code: role.code }));
  return { id, documentId, firstname, lastname, username, email, isActive, blocked, preferedLanguage, createdAt, updatedAt, roles };
}

function digest(registrationToken: string): string {
  return createHash('sha256').update(registrationToken).digest('hex');
}

/** An address as it is stored and looked for. */
export function normalizeEmail(email: string): string {
  return email.toLowerCase();
}

/** See {@link Users}. */
export function createUsers(
  db: Database, change: AccountChanges, permissions: PermissionService, passwords: Passwords, sessions: Sessions,
): Users {
  const users = db.query(USER);
  const find = (where: Where) => users.findOne({ where, populate: ['roles'] });

  async function hasAdmin(): Promise<boolean> {
    return await users.count() > 0;
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
    // Asked before, too, so that nobody can keep the server busy with hashing.
    await assertNoAdmin();
    const hash = await passwords.hash(password);
    return change(async () => {
      await assertNoAdmin();
      const role = await db.query('admin::role').findOne({ where: { code: SUPER_ADMIN_CODE } });
      return users.create({
        data: { ...stored(profile), password: hash, isActive: true, sessionVersion: newSessionVersion(), roles: [role!.id] },
        populate: ['roles'],
      });
    });
  }

  async function invite(caller: Caller, profile: Profile, roleIds: Array<number | string>): Promise<{ user: Row; registrationToken: string }> {
    const registrationToken = randomBytes(32).toString('base64url');
    const user = await change(async () => {
      const roles = await findRoles(roleIds);
      await assertMayAssign(caller, roles, permissions);
      if (await users.count({ where: { email: normalizeEmail(profile.email!) } }) > 0) {
        throw new ApplicationError('Email already taken', { code: 'EMAIL_ALREADY_TAKEN' });
      }
      return users.create({
        data: {
          ...stored(profile), registrationToken: digest(registrationToken), isActive: false, sessionVersion: newSessionVersion(),
          roles: roles.map((role) => role.id),
        },
        populate: ['roles'],
      });
    });
    return { user, registrationToken };
  }

  function findInvited(registrationToken: string): Promise<Row | null> {
    return find({ registrationToken: digest(registrationToken) });
  }

  async function register(registrationToken: string, profile: Profile, password: string): Promise<Row | null> {
    if (await findInvited(registrationToken) === null) return null;
    const hash = await passwords.hash(password);
    return change(() => users.update({
      where: { registrationToken: digest(registrationToken) },
      data: { ...stored(profile), password: hash, registrationToken: null, isActive: true },
      populate: ['roles'],
    }));
  }

  async function update(caller: Caller, id: Id, { password, isActive, roles: roleIds, ...profile }: UserChanges): Promise<Row> {
    const hash = password === undefined ? undefined : await passwords.hash(password);
    return change(async () => {
      const target = await find({ id });
      if (target === null) throw new NotFoundError('User does not exist');
      assertMayTouch(caller, target);
      const data: Row = stored(profile);
      const takesOver = hash !== undefined || (data.email !== undefined && data.email !== target.email);
      if (takesOver) await assertMayTakeOver(caller, target, permissions);
      if (data.email !== undefined) await assertEmailFree(data.email, target.id);
      if (roleIds !== undefined) data.roles = await rolesFor(caller, target, roleIds);
      if (isActive !== undefined) data.isActive = isActive;
      // The link in the invitation would let its holder set another password.
      if (hash !== undefined) Object.assign(data, { password: hash, registrationToken: null });
      if (hash !== undefined || isActive === false) {
        data.sessionVersion = newSessionVersion();
        await sessions.endAllOf(target.id);
      }
      const changed = await users.update({ where: { id: target.id }, data, populate: ['roles'] });
      await assertSuperAdminRemains([target]);
      return changed!;
    });
  }

  async function remove(caller: Caller, ids: Id[]): Promise<Row[]> {
    return change(async () => {
      const targets: Row[] = [];
      for (const id of ids) {
        const target = await find({ id });
        if (target === null) throw new NotFoundError('User not found');
        assertMayTouch(caller, target);
        if (isSelf(caller, target)) throw new ApplicationError('You cannot delete your own user');
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

  /** The ids of the roles that `target` is to have, of which the caller must be able to assign those that are new. */
  async function rolesFor(caller: Caller, target: Row, roleIds: Array<number | string>): Promise<Id[]> {
    const roles = await findRoles(roleIds);
    const held = new Set(target.roles.map((role: Row) => role.id));
    await assertMayAssign(caller, roles.filter((role) => !held.has(role.id)), permissions);
    return roles.map((role) => role.id);
  }

  async function findRoles(roleIds: Array<number | string>): Promise<Row[]> {
    const ids = [...new Set(roleIds.map(parseId))];
    const roles = ids.length === 0 ? [] : await db.query('admin::role').findMany({ where: { id: { $in: ids } } });
    if (roles.length < ids.length) {
      throw ValidationError.of([{ path: ['roles'], message: 'Some of the roles do not exist', name: 'ValidationError' }]);
    }
    return roles;
  }

  async function assertEmailFree(email: string, owner: Id): Promise<void> {
    if (await users.count({ where: { email, id: { $ne: owner } } }) > 0) {
      throw new ApplicationError('A user with this email address already exists');
    }
  }

  /** To be called after a change: throws, and so undoes it, where it took away the last active super admin. */
  async function assertSuperAdminRemains(changed: Row[]): Promise<void> {
    if (!changed.some((user) => user.isActive === true && includesSuperAdmin(user.roles))) return;
    const role = await db.query('admin::role').findOne({
      where: { code: SUPER_ADMIN_CODE }, populate: { users: { select: ['isActive', 'blocked', 'password'] } },
    });
    // Who was activated without ever having registered has no password, and nobody can log in as them.
    if (!role!.users.some((user: Row) => user.isActive === true && user.blocked !== true && user.password !== null)) {
      throw new ValidationError('You must have at least one user with super admin role.');
    }
  }

  return {
    hasAdmin,
    findOne: (id) => find({ id }),
    findByEmail: (email) => find({ email: normalizeEmail(email) }),
    findPage, createFirst, invite, findInvited, register, update, remove,
  };
}

/** A profile as it is written: only what was given. */
function stored(profile: Profile): Row {
  const given = Object.fromEntries(Object.entries(profile).filter(([, value]) => value !== undefined));
  return profile.email === undefined ? given : { ...given, email: normalizeEmail(profile.email) };
}
