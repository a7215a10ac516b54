import type { Id } from '../host';
import type { WriteScope } from '../store/store';
import type { By, EventDetails } from '../token/token-event';
import type { TokenRows } from '../store/token-rows';
import { isMadeByToken, type TokenRecord } from '../token/token-record';

/** The tokens that these created, directly or indirectly; earlier generations first. */
export async function descendantsOf(rows: TokenRows, tokens: readonly TokenRecord[]): Promise<TokenRecord[]> {
  const descendants: TokenRecord[] = [];
  // Only admin tokens create others.
  for (let makers = idsOfMakers(tokens); makers.length > 0;) {
    const made = (await rows.madeBy(makers)).filter(isMadeByToken);
    descendants.push(...made);
    makers = idsOfMakers(made);
  }
  return descendants;
}

/** Deletes tokens with their descendants. `reason` tells why, if nobody requested it. */
export async function removeTokens(
  { rows, changed, record }: WriteScope, tokens: readonly TokenRecord[], by: By, reason?: EventDetails['reason'],
): Promise<void> {
  const own = new Set(tokens.map(({ id }) => id));
  const made = (await descendantsOf(rows, tokens)).filter(({ id }) => !own.has(id));
  const ids = [...own, ...made.map(({ id }) => id)];
  await rows.remove(ids);
  changed({ tokenIds: ids, ownerIds: [] });
  record(
    ...tokens.map((token) => ({ action: 'token.delete' as const, by, token, details: reason && { reason } })),
    ...made.map((token) => ({ action: 'token.delete' as const, by, token, details: { reason: 'creator' as const } })),
  );
}

function idsOfMakers(tokens: readonly TokenRecord[]): Id[] {
  return tokens.filter(({ kind }) => kind === 'admin').map(({ id }) => id);
}
