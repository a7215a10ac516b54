import type { AdminToken, CreateAdminToken, UpdateAdminToken } from '../../../../../server/contract';
import { lifeOf } from '../../tokens/rules/form/token-end';
import { commonValuesOf, limitsOf, toCommonUpdate, type TokenValues } from '../../tokens/rules/form/token-values';
import { permissionId } from './admin-groups';
import { grantedPermissions } from './granted-permissions';

/** What the owner of a token can do. */
type Owned = AdminToken['adminPermissions'];

/** The form of a stored token. */
export function valuesOf(token: AdminToken): TokenValues {
  return { ...commonValuesOf(token), permissions: [...new Set(token.adminPermissions.map(permissionId))].sort() };
}

/** The request that creates a token. @param copied The permissions of the token that it was copied from, whose limits apply. */
export function toCreate(values: TokenValues, owned: Owned, copied: AdminToken['adminPermissions'] = []): CreateAdminToken['Request'] {
  const { name, description, end, permissions } = values;
  return { name, description, ...lifeOf(end), ...limitsOf(values), adminPermissions: grantedPermissions(new Set(permissions), copied, owned) };
}

/** The request that makes `changes` of a token. */
export function toUpdate(token: AdminToken, { permissions, ...common }: Partial<TokenValues>, owned: Owned): UpdateAdminToken['Request'] {
  return { ...toCommonUpdate(common), adminPermissions: permissions && grantedPermissions(new Set(permissions), token.adminPermissions, owned) };
}
