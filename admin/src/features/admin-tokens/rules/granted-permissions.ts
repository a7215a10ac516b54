import type { AdminPermissionInput, AdminToken } from '../../../../../server/contract';
import { permissionId, permissionsById } from './admin-groups';

type AdminPermission = AdminToken['adminPermissions'][number];

/**
 * What is granted to a token by ids. What it has already keeps its properties; the rest gets those of the owner's own permissions, all of them
 * where several have the id: a token without them would ask for all fields, which its owner may not have, and for no locale.
 */
export function grantedPermissions(
  ids: ReadonlySet<string>,
  stored: readonly AdminPermission[],
  owned: readonly AdminPermission[],
): AdminPermissionInput[] {
  const kept = stored.filter((permission) => ids.has(permissionId(permission)));
  const ownedById = permissionsById(owned);
  const keptIds = new Set(kept.map(permissionId));
  const added = [...ids].filter((id) => !keptIds.has(id)).flatMap((id) => {
    const [action, subject = null] = id.split(' ');
    return ownedById.get(id) ?? [{ action: action!, subject }];
  });
  const inputs = [...kept, ...added].map(inputOf);
  return [...new Map(inputs.map((input) => [JSON.stringify(input), input])).values()];
}

/** A super admin's permissions without limits: a list of today's fields and locales would leave out those to come. */
export function withoutLimits(permissions: readonly AdminPermission[]): AdminPermission[] {
  return permissions.map((permission) => ({ ...permission, properties: permission.subject ? { locales: null } : {} }));
}

/** Conditions are not sent: they are those of the owner. */
function inputOf({ action, subject, properties, actionParameters }: AdminPermissionInput): AdminPermissionInput {
  return {
    action,
    subject,
    ...(Object.keys(properties ?? {}).length && { properties }),
    ...(Object.keys(actionParameters ?? {}).length && { actionParameters }),
  };
}
