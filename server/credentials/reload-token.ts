import { decide } from '../admission/decide';
import type { AdminPermission, Id, RequestContext } from '../host';
import type { Keyring } from '../key/keyring';
import { bearerOf } from '../middlewares/bearer';
import type { Store } from '../store/store';
import type { TokenLimits } from '../token-limits';
import type { Owner } from '../token/owner';

/** What an admin token can currently do, and for whom; null if it no longer authenticates anyone, or not with the key of `ctx`. */
export type ReloadToken = (tokenId: Id, ctx?: RequestContext) => Promise<{ owner: Owner; permissions: AdminPermission[] } | null>;

/** See {@link ReloadToken}. Reads the database, in the running transaction, never the cache. */
export function createReloadToken(store: Store, { candidates }: Pick<Keyring, 'candidates'>, limits: TokenLimits): ReloadToken {
  return (tokenId, ctx) => store.inTransaction(async (rows) => {
    const bearer = ctx && bearerOf(ctx);
    if (bearer === null) return null;
    const token = await rows.find('admin', tokenId);
    if (token === null || token.isBroken) return null;
    const hashes = bearer && candidates(bearer.key);
    const key = [token.key, token.previousKey].find((each) => each !== null && (hashes === undefined || hashes.includes(each.hash)));
    if (!key) return null;
    const effective = await limits.effective(rows, token);
    if (effective === null || effective.owner === null) return null;
    const { owner, isEnabled, permissions, endsAt } = effective;
    const state = { kind: 'admin', keyExpiresAt: key.expiresAt ?? Infinity, isEnabled, expiresAt: endsAt, owner } as const;
    const verdict = decide.reauthenticate(state, { kind: 'admin', now: Date.now() });
    return verdict.allowed ? { owner, permissions } : null;
  });
}
