import type { MongoAbility } from '@casl/ability';
import type { AdminPermission, AdminPermissionService, Database, Id, Row } from '../../server/host';
import { createAbility } from './ability';
import { type Action, type ActionProvider, createActionProvider } from './action-provider';
import { adminActions } from './actions';
import { type ConditionProvider, createConditionProvider } from './condition-provider';
import { SUPER_ADMIN_CODE } from './content-types';

/** `strapi.service('admin::permission')`. */
export interface PermissionService extends AdminPermissionService {
  actionProvider: ActionProvider;
  conditionProvider: ConditionProvider;
  /** What roles (with `id` and `code`) grant. Actions that are not registered grant nothing and are left out. */
  findRolePermissions(roles: Row[]): Promise<AdminPermission[]>;
  /**
   * The same with actions that are not registered at present, to compare by: a plugin that is switched off for a while must not
   * make its administrators look weak.
   */
  findGranted(roles: Row[]): Promise<AdminPermission[]>;
  engine: { generateTokenAbility(permissions: AdminPermission[], owner?: { id: Id }): Promise<MongoAbility> };
}

/** Whether one of the roles may do everything. */
export function includesSuperAdmin(roles: Row[] | undefined): boolean {
  return (roles ?? []).some((role) => role.code === SUPER_ADMIN_CODE);
}

/** A stored permission as it is shown and compared. */
export function toPermission({ id, action, actionParameters, subject, properties, conditions }: Row): AdminPermission {
  return {
    id, action, actionParameters: actionParameters ?? {}, subject: subject ?? null, properties: properties ?? {}, conditions: conditions ?? [],
  };
}

/** Everything that can be granted: what a super admin has. New actions are in it as soon as they are registered. */
function allPermissions(actions: Action[]): AdminPermission[] {
  return actions.flatMap(({ actionId, subjects }) =>
    (subjects ?? [null]).map((subject) => ({ action: actionId, actionParameters: {}, subject, properties: {}, conditions: [] })));
}

/** See {@link PermissionService}. The CMS's own actions and conditions are registered already. */
export function createPermissionService(db: Database): PermissionService {
  const actionProvider = createActionProvider(adminActions);
  const conditionProvider = createConditionProvider();

  async function findRolePermissions(roles: Row[]): Promise<AdminPermission[]> {
    return (await findGranted(roles)).filter(({ action }) => actionProvider.get(action) !== undefined);
  }

  async function findGranted(roles: Row[]): Promise<AdminPermission[]> {
    if (includesSuperAdmin(roles)) return allPermissions(actionProvider.values());
    if (roles.length === 0) return [];
    const rows = await db.query('admin::permission').findMany({
      where: { role: { id: { $in: roles.map((role) => role.id) } } },
      orderBy: { id: 'asc' },
    });
    return rows.map(toPermission);
  }

  return {
    actionProvider,
    conditionProvider,
    findRolePermissions,
    findGranted,
    async findUserPermissions(user) {
      return findRolePermissions(await db.query('admin::role').findMany({ where: { users: { id: user.id } } }));
    },
    engine: {
      generateTokenAbility: async (permissions, owner) => createAbility(permissions, conditionProvider, owner),
    },
  };
}
