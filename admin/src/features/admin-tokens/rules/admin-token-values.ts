import type { AdminToken, CreateAdminToken, UpdateAdminToken } from '../../../../../server/contract';
import { commonValuesOf, type TokenValues } from '../../tokens/rules/token-values';
import { permissionId } from './admin-groups';
import { grantedPermissions } from './granted-permissions';

/** What the owner of a token may do. */
type Owned = AdminToken['adminPermissions'];

/** The form of a token as it is stored. */
export function valuesOf(token: AdminToken): TokenValues {
  return { ...commonValuesOf(token), permissions: [...new Set(token.adminPermissions.map(permissionId))].sort() };
}

/** The request that makes a token. */
export function toCreate({ name, description, lifespan, permissions }: TokenValues, owned: Owned): CreateAdminToken['Request'] {
  return { name, description, lifespan, adminPermissions: grantedPermissions(new Set(permissions), [], owned) };
}

/** The request that makes `changes` of a token. */
export function toUpdate(token: AdminToken, { name, description, permissions }: Partial<TokenValues>, owned: Owned): UpdateAdminToken['Request'] {
  return { name, description, adminPermissions: permissions && grantedPermissions(new Set(permissions), token.adminPermissions, owned) };
}
