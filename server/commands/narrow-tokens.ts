import { effectivePermissions, grants, narrowToLimit, type PermissionLimit } from '../grant/permission-limit';
import type { Id } from '../host';
import type { Owners } from '../owners/owners';
import type { WriteScope } from '../store/store';
import { CREATE_CONTENT, type TokenLimits } from '../token-limits';
import { eventsOfUpdate } from '../token/events-of-update';
import { BY_SYSTEM, type By, type NewEvent } from '../token/token-event';
import { isMadeByToken, type StoredPermission, type TokenRecord } from '../token/token-record';
import { descendantsOf } from './descendants';

/**
 * Permanently removes from tokens what their owners or creators have lost: granting it to them again does not restore it. Also ends content-API
 * tokens whose creator may no longer create any.
 */
export interface NarrowTokens {
  /** Narrows the tokens of these people, or of all, and their descendants. */
  ofOwners(scope: WriteScope, ownerIds: readonly Id[] | 'all'): Promise<void>;
  /** Narrows this token's descendants. */
  below(scope: WriteScope, token: TokenRecord, by: By): Promise<void>;
}

/** See {@link NarrowTokens}. */
export function createNarrowTokens(owners: Owners, limits: TokenLimits): NarrowTokens {
  /** `left` holds what creators and owners may do: creators come before what they create. */
  async function narrow(
    { rows, changed, record }: WriteScope, by: By, tokens: readonly TokenRecord[], limitOver: (token: TokenRecord) => PermissionLimit, left: Map<Id, PermissionLimit>,
  ): Promise<void> {
    const events: NewEvent[] = [];
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
      if (isChanged) {
        touched.push(token);
        events.push(...eventsOfUpdate(by, token, { ...token, permissions: kept }, isMadeByToken(token) ? 'creator' : 'owner'));
      }
      left.set(token.id, effectivePermissions(kept, limit));
    }
    const ended = tokens.filter((token) => token.kind !== 'admin' && isMadeByToken(token) && limits.expiryOf(token) > Date.now() && !mayMakeContent(left.get(token.madeBy!.id!) ?? []));
    await rows.removePermissions(gone);
    await rows.narrow(narrowed);
    await rows.touch(touched);
    const now = Date.now();
    await rows.touch(ended, { expiresAt: now });
    record(...events, ...ended.flatMap((token) => eventsOfUpdate(by, token, { ...token, expiresAt: now }, 'creator')));
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
      await narrow(scope, BY_SYSTEM, tokens, ({ ownerId }) => allowed.get(ownerId!) ?? [], new Map());
    },

    async below(scope, token, by) {
      const effective = await limits.effective(scope.rows, token);
      const made = await descendantsOf(scope.rows, [token]);
      await narrow(scope, by, inOrder(made), () => [], new Map([[token.id, effective?.permissions ?? []]]));
    },
  };
}

/** Each token once, and creators, which have smaller ids, before what they create. */
function inOrder(tokens: TokenRecord[]): TokenRecord[] {
  return [...new Map(tokens.map((token) => [token.id, token])).values()].sort((a, b) => Number(a.id) - Number(b.id));
}

function mayMakeContent(limit: PermissionLimit): boolean {
  return limit === 'all' || grants(limit, CREATE_CONTENT);
}
