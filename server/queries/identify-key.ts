import type { IdentifiedToken } from '../contract';
import { NotFoundError } from '../errors';
import type { Keyring } from '../key/keyring';
import { firstFound } from '../store/key-rows';
import type { TokenRows } from '../store/token-rows';
import { keyStateOf } from '../token/key-state';
import type { KeylessToken, TokenKind } from '../token/token-record';
import { stateOf } from '../token/token-state';
import type { LivesOf } from './lives';

/**
 * The token of this kind that a plain key belongs to, and the key's state. A token that the caller may not see counts as unknown.
 * @throws {NotFoundError}
 */
export type IdentifyKey = (rows: TokenRows, kind: TokenKind, key: string, isVisible: (token: KeylessToken) => boolean) => Promise<IdentifiedToken>;

/** See {@link IdentifyKey}. */
export function createIdentifyKey({ candidates }: Pick<Keyring, 'candidates'>, livesOf: LivesOf): IdentifyKey {
  return async function identifyKey(rows, kind, key, isVisible) {
    const hashes = candidates(key);
    const found = firstFound(await rows.byHashes(hashes), hashes);
    const now = Date.now();
    const keyState = found && keyStateOf(found.key, now);
    if (!found || !keyState || found.token.kind !== kind || !isVisible(found.token)) throw new NotFoundError('No token has or had this key');
    const { token } = found;
    const life = (await livesOf(rows, [token])).get(token.id)!;
    return { id: token.id, name: token.name, kind, state: stateOf(token, life, now), keyState };
  };
}
