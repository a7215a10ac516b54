import type {
  AdminPermissionInput,
  AdminToken,
  CreateAdminToken,
  Lifespan,
  UpdateAdminToken,
} from '../../../../../server/contract';
import { isSameSet } from '../../tokens/rules/granted';
import { permissionId } from './admin-groups';

/** What the form of an admin token holds. */
export interface AdminTokenValues {
  name: string;
  description: string;
  /** Ids of the permissions. */
  permissions: ReadonlySet<string>;
}

/** The form of a token that is not made yet. */
export const NEW_ADMIN_TOKEN: AdminTokenValues & { lifespan: Lifespan | null } = {
  name: '',
  description: '',
  lifespan: 2_592_000_000,
  permissions: new Set(),
};

/** The form of a token as it is stored. */
export function valuesOf({ name, description, adminPermissions }: AdminToken): AdminTokenValues {
  return { name, description, permissions: new Set(adminPermissions.map(permissionId)) };
}

/** Permissions by their ids. What is stored already keeps its fields; conditions and limits of the rest are the owner's. */
function toPermissions(ids: ReadonlySet<string>, stored: AdminToken | null): AdminPermissionInput[] {
  const kept = (stored?.adminPermissions ?? []).filter((permission) => ids.has(permissionId(permission)));
  const keptIds = new Set(kept.map(permissionId));
  const added = [...ids]
    .filter((id) => !keptIds.has(id))
    .map((id) => {
      const [action, subject = null] = id.split(' ');
      return { action: action!, subject };
    });
  return [...kept.map(({ action, subject, properties }) => ({ action, subject, properties })), ...added];
}

/** The request that makes a token. */
export function toCreate({ permissions, ...values }: typeof NEW_ADMIN_TOKEN): CreateAdminToken['Request'] {
  return { ...values, adminPermissions: toPermissions(permissions, null) };
}

/** The request that changes a token: only what is different. */
export function toUpdate(token: AdminToken, { name, description, permissions }: AdminTokenValues): UpdateAdminToken['Request'] {
  return {
    ...(name !== token.name && { name }),
    ...(description !== token.description && { description }),
    ...(!isSameSet(valuesOf(token).permissions, permissions) && { adminPermissions: toPermissions(permissions, token) }),
  };
}

/** Whether anything would change. */
export function isChanged(token: AdminToken, values: AdminTokenValues): boolean {
  return Object.keys(toUpdate(token, values)).length > 0;
}
