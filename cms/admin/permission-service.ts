import type { MongoAbility } from '@casl/ability';
import type { AdminPermission, AdminPermissionService, Database, Id, Row, Where } from '../../server/host';
import { isUnreadable } from '../database/schema/values';
import { createAbility } from './ability';
import { type Action, type ActionProvider, createActionProvider } from './action-provider';
import { adminActions } from './actions';
import { type ConditionProvider, createConditionProvider } from './condition-provider';
import { SUPER_ADMIN_CODE } from './content-types';

/** `strapi.service('admin::permission')`. */
export interface PermissionService extends AdminPermissionService {
  actionProvider: ActionProvider;
  conditionProvider: ConditionProvider;
  /** What roles (with `id` and `code`) grant. Unregistered actions and unreadable records grant nothing and are left out. */
  findRolePermissions(roles: Row[]): Promise<AdminPermission[]>;
  /**
   * The same including unregistered actions, for comparisons, like {@link findUserPermissions}: temporarily disabling a plugin must not
   * make its administrators appear less powerful, nor cost their tokens its permissions.
   */
  findGranted(roles: Row[]): Promise<AdminPermission[]>;
  engine: { generateTokenAbility(permissions: AdminPermission[], owner?: { id: Id }): Promise<MongoAbility> };
}

/** Whether one of the roles is the super admin's. */
export function includesSuperAdmin(roles: Row[] | undefined): boolean {
  return (roles ?? []).some((role) => role.code === SUPER_ADMIN_CODE);
}

/** A stored permission in the form that is shown and compared. */
export function toPermission({ id, action, actionParameters, subject, properties, conditions }: Row): AdminPermission {
  return {
    id, action, actionParameters: actionParameters ?? {}, subject: subject ?? null, properties: properties ?? {}, conditions: conditions ?? [],
  };
}

/** Everything that can be granted, which is what a super admin has. Includes new actions as soon as they are registered. */
function allPermissions(actions: Action[]): AdminPermission[] {
  return actions.flatMap(({ actionId, subjects }) =>
    (subjects ?? [null]).map((subject) => ({ action: actionId, actionParameters: {}, subject, properties: {}, conditions: [] })));
}

/** See {@link PermissionService}. The CMS's own actions and conditions are already registered. */
export function createPermissionService(db: Database): PermissionService {
  const actionProvider = createActionProvider(adminActions);
  const conditionProvider = createConditionProvider();

  async function findRolePermissions(roles: Row[]): Promise<AdminPermission[]> {
    return (await findGranted(roles)).filter(({ action }) => actionProvider.get(action) !== undefined);
  }

  async function findGranted(roles: Row[]): Promise<AdminPermission[]> {
    if (includesSuperAdmin(roles)) return allPermissions(actionProvider.values());
    if (roles.length === 0) return [];
    return (await readPermissions({ role: { id: { $in: roles.map((role) => role.id) } } })).map(toPermission);
  }

  /** Only fully readable ones: without its fields or conditions, a permission would grant more. */
  async function readPermissions(where: Where): Promise<Row[]> {
    const permissions = db.query('admin::permission');
    try {
      return await permissions.findMany({ where, orderBy: { id: 'asc' } });
    } catch (error) {
      if (!isUnreadable(error)) throw error;
    }
    const ids = (await permissions.findMany({ where, select: ['id'], orderBy: { id: 'asc' } })).map(({ id }) => id as Id);
    if (ids.length === 1) return [];
    const half = Math.ceil(ids.length / 2);
    return [...await readPermissions({ id: { $in: ids.slice(0, half) } }), ...await readPermissions({ id: { $in: ids.slice(half) } })];
  }

  return {
    actionProvider,
    conditionProvider,
    findRolePermissions,
    findGranted,
    async findUserPermissions(user) {
      return findGranted(await db.query('admin::role').findMany({ where: { users: { id: user.id } } }));
    },
    engine: {
      generateTokenAbility: async (permissions, owner) => createAbility(permissions, conditionProvider, owner),
    },
  };
}
