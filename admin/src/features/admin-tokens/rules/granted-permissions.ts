import type { AdminPermissionInput, AdminToken } from '../../../../../server/contract';
import { permissionId, permissionsById } from './admin-groups';

type AdminPermission = AdminToken['adminPermissions'][number];

/**
 * The permissions of a token by ids. Existing ones keep their properties; new ones get those of the owner's own permissions, of all of them
 * if several have the id: without them a token would request all fields, which its owner may not have, and no locale.
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

/** A super admin's permissions without limits: a list of the current fields and locales would exclude future ones. */
export function withoutLimits(permissions: readonly AdminPermission[]): AdminPermission[] {
  return permissions.map((permission) => ({ ...permission, properties: permission.subject ? { locales: null } : {} }));
}

/** Conditions are not sent: the owner's apply. */
function inputOf({ action, subject, properties, actionParameters }: AdminPermissionInput): AdminPermissionInput {
  return {
    action,
    subject,
    ...(Object.keys(properties ?? {}).length && { properties }),
    ...(Object.keys(actionParameters ?? {}).length && { actionParameters }),
  };
}
