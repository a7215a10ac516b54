import type { Owner } from '../access/admin-credential';
import { identify, type TokenRecord } from '../access/credential';
import { effectivePermissions } from '../access/permission-ceiling';
import { TOKEN } from '../content-types';
import type { AdminPermission, Host, Id } from '../host';
import type { Callers } from './callers';

/** What an admin token may do at this moment, and for whom; null where it authenticates nobody. */
export type ReloadToken = (tokenId: Id) => Promise<{ owner: Owner; permissions: AdminPermission[] } | null>;

/** See {@link ReloadToken}. Reads the database, in the running transaction, and never memory. */
export function createReloadToken(host: Pick<Host, 'db'>, callers: Callers): ReloadToken {
  return async function reloadToken(tokenId) {
    const token = await host.db.query(TOKEN).findOne({
      where: { id: tokenId, kind: 'admin' },
      populate: { permissions: true, adminUserOwner: { populate: ['roles'] } },
    }) as (TokenRecord & { permissions: AdminPermission[]; adminUserOwner: Owner | null }) | null;
    const owner = token?.adminUserOwner ?? null;
    if (token === null || owner === null || owner.isActive !== true || owner.blocked === true) return null;
    if (Date.now() >= identify(token).expiresAt) return null;
    return { owner, permissions: effectivePermissions(token.permissions, await callers.ceilingOfUser(owner.id)) };
  };
}
