import { randomBytes } from 'node:crypto';
import type { AdminPermission, Database, Id, Row } from '../../../server/host';
import { ApplicationError, NotFoundError, ValidationError } from '../../errors';
import { assertMayChangeRole, assertMayGrant, type Caller } from '../caller';
import { SUPER_ADMIN_CODE } from '../content-types';
import type { PermissionService } from '../permission-service';
import type { RelatedParams } from '../../database/query/populate';
import type { AccountChanges } from './account-changes';

/** The maximum number of roles: their list is not paginated, and a user may have all of them. */
const mostRoles = 1000;

/** The attributes of a role that can be set. */
export interface RoleInput {
  name?: string;
  description?: string | null;
}

/** The roles that users have. Every role it returns has `usersCount`. */
export interface Roles {
  findMany(): Promise<Row[]>;
  /** @throws {NotFoundError} */
  findOne(id: Id): Promise<Row>;
  /** Creates a role without permissions. Throws an {@link ApplicationError} if the name is taken, or there are a thousand roles. */
  create(caller: Caller, input: RoleInput): Promise<Row>;
  /**
   * @throws {NotFoundError}
   * @throws {ApplicationError} if the name is taken, or it is the super admin's role
   * @throws {ForbiddenError} if the role allows more than the caller may do
   */
  update(caller: Caller, id: Id, input: RoleInput): Promise<Row>;
  /**
   * Deletes roles with their permissions, all or none of them.
   * @throws {NotFoundError} if one does not exist
   * @throws {ValidationError} if users have one, or it is the super admin's role
   * @throws {ForbiddenError} if one allows more than the caller may do
   */
  remove(caller: Caller, ids: Id[]): Promise<Row[]>;
  /** What a role grants. Throws a {@link NotFoundError}. */
  findPermissions(id: Id): Promise<AdminPermission[]>;
  /**
   * Replaces what a role grants by `wanted`. Unchanged permissions keep their records; those of unregistered actions stay as they are.
   * @throws {NotFoundError}
   * @throws {ApplicationError} for the super admin's role
   * @throws {ForbiddenError} if the role allows more than the caller may do, or something new exceeds the caller's permissions
   */
  setPermissions(caller: Caller, id: Id, wanted: AdminPermission[]): Promise<AdminPermission[]>;
}

/** See {@link Roles}. */
export function createRoles(db: Database, change: AccountChanges, permissions: PermissionService): Roles {
  const roles = db.query('admin::role');
  const stored = db.query('admin::permission');
  const populate = { users: { select: ['id'] } };

  async function load(id: Id): Promise<Row> {
    const role = await roles.findOne({ where: { id }, populate });
    if (role === null) throw new NotFoundError('Role not found');
    return role;
  }

  async function find(id: Id): Promise<Row> {
    return toPublicRole(await load(id));
  }

  async function assertNameFree(name: string | undefined, owner?: Id): Promise<void> {
    const others = owner === undefined ? {} : { id: { $ne: owner } };
    if (name !== undefined && await roles.count({ where: { name, ...others } }) > 0) {
      throw new ApplicationError(`The name must be unique and a role with name \`${name}\` already exists.`);
    }
  }

  function create(caller: Caller, input: RoleInput): Promise<Row> {
    return change(caller, async () => {
      await assertNameFree(input.name);
      if (await roles.count() >= mostRoles) throw new ApplicationError(`There are already ${mostRoles} roles. Delete one that is not needed.`);
      const role = await roles.create({ data: { description: '', ...input, code: newCode(input.name!) } });
      return find(role.id);
    });
  }

  function update(caller: Caller, id: Id, input: RoleInput): Promise<Row> {
    return change(caller, async (actor) => {
      const role = await load(id);
      if (role.code === SUPER_ADMIN_CODE) throw new ApplicationError("Super admin can't be edited.");
      await assertMayChangeRole(actor, role, permissions);
      await assertNameFree(input.name, role.id);
      await roles.update({ where: { id: role.id }, data: { ...input } });
      return find(role.id);
    });
  }

  function remove(caller: Caller, ids: Id[]): Promise<Row[]> {
    return change(caller, async (actor) => {
      const removed: Row[] = [];
      for (const id of ids) {
        const role = await load(id);
        if (role.code === SUPER_ADMIN_CODE) throw refusal('You cannot delete the super admin role');
        await assertMayChangeRole(actor, role, permissions);
        if (role.users.length > 0) throw refusal('Some roles are still assigned to some users');
        await stored.deleteMany({ where: { role: { id: role.id } } });
        await roles.delete({ where: { id: role.id } });
        removed.push(toPublicRole(role));
      }
      return removed;
    });
  }

  async function findMany(): Promise<Row[]> {
    // The number of users of each, without reading them.
    const counted: RelatedParams = { select: ['id'], part: { start: 0, limit: 0 } };
    const found = await roles.findMany({ populate: { users: counted }, orderBy: { id: 'asc' } });
    return found.map(({ users, ...role }) => ({ ...role, usersCount: users.total }));
  }

  async function findPermissions(id: Id): Promise<AdminPermission[]> {
    return permissions.findRolePermissions([await find(id)]);
  }

  function setPermissions(caller: Caller, id: Id, wanted: AdminPermission[]): Promise<AdminPermission[]> {
    return change(caller, async (actor) => {
      const role = await load(id);
      if (role.code === SUPER_ADMIN_CODE) throw new ApplicationError("Super admin permissions can't be edited.");
      await assertMayChangeRole(actor, role, permissions);
      const present = await permissions.findRolePermissions([role]);
      const had = new Set(present.map(textOf));
      const stays = new Set(wanted.map(textOf));
      const added = wanted.filter((permission) => !had.has(textOf(permission)));
      const removed = present.filter((permission) => !stays.has(textOf(permission)));
      assertMayGrant(actor, added);
      // New ones first, so that subscribers to deletions see what a changed permission has become, not a gap.
      for (const permission of added) await stored.create({ data: { ...permission, role: role.id } });
      if (removed.length > 0) await stored.deleteMany({ where: { id: { $in: removed.map((permission) => permission.id) } } });
      return permissions.findRolePermissions([role]);
    });
  }

  return {
    findMany,
    findOne: find,
    create, update, remove, findPermissions, setPermissions,
  };
}

function toPublicRole({ users, ...role }: Row): Row {
  return { ...role, usersCount: users.length };
}

/** A descriptive code that is not taken. */
function newCode(name: string): string {
  const slug = name.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '').slice(0, 100);
  return `${slug || 'role'}-${randomBytes(6).toString('hex')}`;
}

/** A text that is the same for equal permissions: comparing them pairwise would take minutes for thousands. */
function textOf({ id: _, ...permission }: AdminPermission): string {
  return JSON.stringify(permission, (_key, value: unknown) => (typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value));
}

function refusal(message: string): ValidationError {
  return ValidationError.of([{ path: ['id'], message, name: 'ValidationError' }]);
}
