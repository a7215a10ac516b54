import type { KeyRecord, TokenKind } from '../token/token-record';
import { createAccessKey } from './access-key';
import { encryptKey } from './encryption';
import { hashKey } from './hash-key';

/** What keys are made with. */
export interface KeySecrets {
  salt: string;
  keyPrefix: string;
  /** Null where keys cannot be shown again. */
  encryptionKey: string | null;
}

/** Makes a key for a token of this kind, and what is stored of it. */
export function issueKey({ salt, keyPrefix, encryptionKey }: KeySecrets, kind: TokenKind): { accessKey: string; record: KeyRecord } {
  const accessKey = createAccessKey(keyPrefix, kind === 'admin' ? 'admin' : 'content');
  return {
    accessKey,
    record: {
      hash: hashKey(accessKey, salt),
      hint: accessKey.slice(-4),
      encryptedKey: encryptionKey === null ? null : encryptKey(accessKey, encryptionKey),
      lastUsedAt: null,
    },
  };
}
