import { decide } from './admission/decide';
import type { AdminPermission, Id, RequestContext } from './host';
import { hashKey } from './key/hash-key';
import { bearerOf } from './middlewares/bearer';
import type { Settings } from './settings';
import type { Store } from './store/store';
import type { TokenLimits } from './token-limits';
import type { Owner } from './token/owner';

/** What an admin token may do at this moment, and for whom; null where it authenticates nobody, or not by the key of `ctx` any more. */
export type ReloadToken = (tokenId: Id, ctx?: RequestContext) => Promise<{ owner: Owner; permissions: AdminPermission[] } | null>;

/** See {@link ReloadToken}. Reads the database, in the running transaction, and never memory. */
export function createReloadToken(store: Store, { salt }: Pick<Settings, 'salt'>, limits: TokenLimits): ReloadToken {
  return (tokenId, ctx) => store.inTransaction(async (rows) => {
    const bearer = ctx && bearerOf(ctx);
    if (bearer === null) return null;
    const token = await rows.find('admin', tokenId);
    if (token === null || token.isBroken || (bearer && token.key?.hash !== hashKey(bearer.key, salt))) return null;
    const effective = await limits.effective(rows, token);
    if (effective === null || effective.owner === null) return null;
    const { owner, permissions, endsAt } = effective;
    const verdict = decide.reauthenticate({ kind: 'admin', expiresAt: endsAt, owner }, { kind: 'admin', now: Date.now() });
    return verdict.allowed ? { owner, permissions } : null;
  });
}
