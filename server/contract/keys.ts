import type { Id } from '../host';
import type { KeyState } from '../token/key-state';
import type { TokenKind } from '../token/token-record';
import type { TokenState } from '../token/token-state';
import type { PreviousKey } from './token';

/** POST /api-tokens/:id/regenerate and POST /admin-tokens/:id/regenerate */
export interface RegenerateToken {
  Request: {
    /** How long the current key is still accepted (milliseconds): up to 7 days, but not beyond the token's current end; 0 by default. */
    keepPreviousFor?: number;
  };
  Response: { data: { id: Id; accessKey: string; kind: TokenKind; previousKey: PreviousKey | null } };
}

/** POST /api-tokens/identify and POST /admin-tokens/identify. 404 unless the key belongs to a token of that kind that the caller may see. */
export interface IdentifyToken {
  Request: { key: string };
  Response: { data: IdentifiedToken };
}

/** The token that a key belongs to. */
export interface IdentifiedToken {
  id: Id;
  name: string;
  kind: TokenKind;
  state: TokenState;
  /** `retired` keys are recognized for 30 days after they stopped. */
  keyState: KeyState;
}

/**
 * A salt or an encryption key, and the number of keys that need it: those that are accepted, or may be again once their token is extended or resumed.
 */
export interface SecretUse {
  /** Does not reveal the secret. Null for keys whose secret is unknown: no accepted one fits, or an older version stored them. */
  id: string | null;
  /** Whether new keys are stored with it. */
  current: boolean;
  keys: number;
}

/** GET /token-secrets: accepted secrets first, including those that no key needs. */
export interface GetSecrets {
  Response: { data: { salts: SecretUse[]; encryptionKeys: SecretUse[] } };
}
