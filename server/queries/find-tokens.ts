import { ValidationError } from '../errors';
import type { Id } from '../host';
import type { Page } from '../input/list-query';
import type { FoundPage } from '../store/find-page';
import type { Store } from '../store/store';
import type { TokenKind } from '../token/token-record';
import { stateOf } from '../token/token-state';
import type { LivesOf } from './lives';

/** The maximum number of tokens in a state: every database accepts this many values in one statement. */
const MAX_IN_STATE = 10_000;

/**
 * A page of the tokens of a kind, optionally of one owner. A state depends on several tables, so tokens are filtered by it here.
 * @throws {ValidationError} as `findPage`, and if more than 10,000 tokens are in the requested state
 */
export async function findTokens(store: Store, livesOf: LivesOf, kind: TokenKind, ownerId: Id | null, page: Page): Promise<FoundPage> {
  if (page.state === null) return store.findPage(kind, ownerId, page, null);
  const tokens = await store.rows.ofKind(kind);
  const lives = await livesOf(store.rows, tokens);
  const now = Date.now();
  const ids = tokens.filter((token) => stateOf(token, lives.get(token.id)!, now) === page.state).map(({ id }) => id);
  if (ids.length > MAX_IN_STATE) throw new ValidationError(`More than ${MAX_IN_STATE} tokens are ${page.state}. Omit state`);
  return store.findPage(kind, ownerId, page, ids);
}
