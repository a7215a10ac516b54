import { decide } from '../admission/decide';
import type { AdminPermission, Host, Id, RequestContext } from '../host';
import { hashKey } from '../key/hash-key';
import { bearerOf } from '../middlewares/bearer';
import type { Settings } from '../settings';
import type { Owner } from '../token/owner';
import { readIntactToken } from './read-tokens';
import type { Standings } from './standings';

/** What an admin token may do at this moment, and for whom; null where it authenticates nobody, or not by the key of `ctx` any more. */
export type ReloadToken = (tokenId: Id, ctx?: RequestContext) => Promise<{ owner: Owner; permissions: AdminPermission[] } | null>;

/** See {@link ReloadToken}. Reads the database, in the running transaction, and never memory. */
export function createReloadToken(host: Pick<Host, 'db'>, { salt }: Pick<Settings, 'salt'>, standings: Standings): ReloadToken {
  return async function reloadToken(tokenId, ctx) {
    const bearer = ctx && bearerOf(ctx);
    if (bearer === null) return null;
    const token = await readIntactToken(host.db, {
      where: { id: tokenId, kind: 'admin', ...(bearer && { accessKey: hashKey(bearer.key, salt) }) },
      populate: { permissions: true, adminUserOwner: { populate: ['roles'] } },
    });
    const owner: Owner | null = token?.adminUserOwner ?? null;
    const standing = token && await standings.of(token);
    if (owner === null || standing === null) return null;
    const verdict = decide.reauthenticate({ kind: 'admin', expiresAt: standing.endsAt, owner }, { kind: 'admin', now: Date.now() });
    return verdict.allowed ? { owner, permissions: standing.permissions } : null;
  };
}
