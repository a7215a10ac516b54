import type { Id, NewKeyRecord, TokenKind } from '../token/token-record';
import { createAccessKey } from './access-key';
import type { Keyring } from './keyring';

/** A new key, and its stored form once its token has an id. */
export interface IssuedKey {
  accessKey: string;
  record(tokenId: Id): NewKeyRecord;
}

/** Creates a key for a token of a kind. */
export type IssueKey = (kind: TokenKind) => IssuedKey;

/** See {@link IssueKey}. Keys begin with `keyPrefix`. */
export function createIssueKey(keyring: Keyring, keyPrefix: string): IssueKey {
  return (kind) => {
    const accessKey = createAccessKey(keyPrefix, kind === 'admin' ? 'admin' : 'content');
    return { accessKey, record: recordOf(keyring, accessKey) };
  };
}

/** The stored form of a key, once its token has an id. */
export function recordOf(keyring: Keyring, accessKey: string): IssuedKey['record'] {
  return (tokenId) => ({
    hash: keyring.hash(accessKey),
    saltId: keyring.saltIds[0],
    hint: accessKey.slice(-4),
    encryptedKey: keyring.encrypt(accessKey, tokenId),
    lastUsedAt: null,
    lastUsedFrom: null,
  });
}
