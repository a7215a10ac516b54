import { effectivePermissions, grants, narrowToLimit, type PermissionLimit } from '../grant/permission-limit';
import type { Id } from '../host';
import type { Owners } from '../owners';
import type { WriteScope } from '../store/store';
import { CREATE_CONTENT, type TokenLimits } from '../token-limits';
import { expiryOf } from '../token/expiry';
import { isMadeByToken, type StoredPermission, type TokenRecord } from '../token/token-record';
import { descendantsOf } from './descendants';

/**
 * Takes from tokens for good what their owners or makers have lost: giving it back to those does not give it back to the token. Also ends
 * content-API tokens whose maker may not make any more.
 */
export interface NarrowTokens {
  /** The tokens of these people, or of all, and what they have made. */
  ofOwners(scope: WriteScope, ownerIds: readonly Id[] | 'all'): Promise<void>;
  /** What this token has made. */
  below(scope: WriteScope, token: TokenRecord): Promise<void>;
}

/** See {@link NarrowTokens}. */
export function createNarrowTokens(owners: Owners, limits: TokenLimits): NarrowTokens {
  /** `left` holds what makers and owners may do: makers come before what they make. */
  async function narrow({ rows, changed }: WriteScope, tokens: readonly TokenRecord[], limitOver: (token: TokenRecord) => PermissionLimit, left: Map<Id, PermissionLimit>): Promise<void> {
    const gone: Id[] = [];
    const narrowed: StoredPermission[] = [];
    const touched: TokenRecord[] = [];
    for (const token of tokens.filter(({ kind }) => kind === 'admin')) {
      const limit = isMadeByToken(token) ? left.get(token.madeBy!.id!) ?? [] : limitOver(token);
      const kept: StoredPermission[] = [];
      let isChanged = false;
      for (const permission of token.permissions) {
        const narrower = narrowToLimit(permission, limit) as StoredPermission | null;
        if (narrower === null) gone.push(permission.id);
        else kept.push(narrower);
        if (narrower !== null && narrower !== permission) narrowed.push(narrower);
        isChanged ||= narrower !== permission;
      }
      if (isChanged) touched.push(token);
      left.set(token.id, effectivePermissions(kept, limit));
    }
    const ended = tokens.filter((token) => token.kind !== 'admin' && isMadeByToken(token) && expiryOf(token) > Date.now() && !mayMakeContent(left.get(token.madeBy!.id!) ?? []));
    await rows.removePermissions(gone);
    await rows.narrow(narrowed);
    await rows.touch(touched);
    await rows.touch(ended, { expiresAt: Date.now() });
    changed({ tokenIds: [...touched, ...ended].map(({ id }) => id), ownerIds: [] });
  }

  return {
    async ofOwners(scope, ownerIds) {
      const own = await scope.rows.ofOwners(ownerIds);
      const made = await descendantsOf(scope.rows, own);
      const tokens = inOrder([...own, ...made]);
      const people = await owners.find(tokens.flatMap(({ ownerId }) => ownerId ?? []));
      const allowed = new Map<Id, PermissionLimit>();
      for (const [id, owner] of people) allowed.set(id, await owners.limitOf(owner));
      await narrow(scope, tokens, ({ ownerId }) => allowed.get(ownerId!) ?? [], new Map());
    },

    async below(scope, token) {
      const effective = await limits.effective(scope.rows, token);
      const made = await descendantsOf(scope.rows, [token]);
      await narrow(scope, inOrder(made), () => [], new Map([[token.id, effective?.permissions ?? []]]));
    },
  };
}

/** Each once, and makers, which have smaller ids, before what they make. */
function inOrder(tokens: TokenRecord[]): TokenRecord[] {
  return [...new Map(tokens.map((token) => [token.id, token])).values()].sort((a, b) => Number(a.id) - Number(b.id));
}

function mayMakeContent(limit: PermissionLimit): boolean {
  return limit === 'all' || grants(limit, CREATE_CONTENT);
}
