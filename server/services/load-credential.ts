import type { Owner } from '../access/admin-credential';
import { contentCredential, identify, type TokenRecord } from '../access/credential';
import { effectivePermissions } from '../access/permission-ceiling';
import { TOKEN } from '../content-types';
import type { AdminPermission, Host } from '../host';
import type { LoadCredential } from './authenticator';
import type { Callers } from './callers';
import { permissionService } from './permission-service';

const COLUMNS = ['id', 'kind', 'type', 'expiresAt'];

/**
 * Reads who a key's hash stands for. An admin token's permissions are cut down to its owner's here, so what this makes is true
 * until a token, owner or role changes. An admin token without an owner stands for nobody.
 */
export function createLoadCredential(host: Pick<Host, 'db' | 'service'>, callers: Callers): LoadCredential {
  return async function loadCredential(hash) {
    const row = await host.db.query(TOKEN).findOne({
      select: COLUMNS,
      where: { accessKey: hash },
      // Conditions may ask for the owner's roles.
      populate: { permissions: true, adminUserOwner: { populate: ['roles'] } },
    }) as (TokenRecord & { permissions: AdminPermission[]; adminUserOwner: Owner | null }) | null;
    if (row === null) return null;
    if (row.kind === 'content-api') return contentCredential(row);
    if (row.kind !== 'admin' || !row.adminUserOwner) return null;
    const owner = row.adminUserOwner;
    const permissions = effectivePermissions(row.permissions, await callers.ceilingOfUser(owner.id));
    const ability = await permissionService(host).engine.generateTokenAbility(permissions, owner);
    return { ...identify(row), kind: 'admin', owner, permissions, ability };
  };
}
