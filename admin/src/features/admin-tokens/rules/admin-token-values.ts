import type {
  AdminToken,
  CreateAdminToken,
  Lifespan,
  UpdateAdminToken,
} from '../../../../../server/contract';
import { isSameSet } from '../../tokens/rules/granted';
import { permissionId } from './admin-groups';
import { grantedPermissions } from './granted-permissions';

/** What the owner of a token may do. */
type Owned = AdminToken['adminPermissions'];

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

/** The request that makes a token. */
export function toCreate({ permissions, ...values }: typeof NEW_ADMIN_TOKEN, owned: Owned): CreateAdminToken['Request'] {
  return { ...values, adminPermissions: grantedPermissions(permissions, [], owned) };
}

/** The request that changes a token: only what is different. */
export function toUpdate(token: AdminToken, { name, description, permissions }: AdminTokenValues, owned: Owned): UpdateAdminToken['Request'] {
  return {
    ...(name !== token.name && { name }),
    ...(description !== token.description && { description }),
    ...(!isSameSet(valuesOf(token).permissions, permissions) && {
      adminPermissions: grantedPermissions(permissions, token.adminPermissions, owned),
    }),
  };
}

/** Whether anything would change. */
export function isChanged(token: AdminToken, values: AdminTokenValues): boolean {
  return Object.keys(toUpdate(token, values, [])).length > 0;
}
