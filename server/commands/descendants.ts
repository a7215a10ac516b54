import type { Id } from '../host';
import type { WriteScope } from '../store/store';
import type { TokenRows } from '../store/token-rows';
import { isMadeByToken, type TokenRecord } from '../token/token-record';

/** What these tokens have made, what those have made, and so on; earlier generations first. */
export async function descendantsOf(rows: TokenRows, tokens: readonly TokenRecord[]): Promise<TokenRecord[]> {
  const descendants: TokenRecord[] = [];
  // Only admin tokens make others.
  for (let makers = idsOfMakers(tokens); makers.length > 0;) {
    const made = (await rows.madeBy(makers)).filter(isMadeByToken);
    descendants.push(...made);
    makers = idsOfMakers(made);
  }
  return descendants;
}

/** Deletes tokens with all that they have made. */
export async function removeTokens({ rows, changed }: WriteScope, tokens: readonly TokenRecord[]): Promise<void> {
  const ids = [...tokens, ...await descendantsOf(rows, tokens)].map(({ id }) => id);
  await rows.remove(ids);
  changed({ tokenIds: ids, ownerIds: [] });
}

function idsOfMakers(tokens: readonly TokenRecord[]): Id[] {
  return tokens.filter(({ kind }) => kind === 'admin').map(({ id }) => id);
}
