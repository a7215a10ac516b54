import { kindOfAccessKey, type KeyKind } from './access-key';

/** No key of any form is longer than this (characters); longer headers are ignored. */
const MAX_HEADER_LENGTH = 512;
const BEARER = /^bearer[ \t]+([^ \t]+)$/i;

/** The content of an `Authorization` header. The key is private, so that nothing that prints or serializes the request's state can show it. */
export class Bearer {
  readonly #key: string;

  constructor(key: string) {
    this.#key = key;
  }

  /**
   * The kind that the key's form names; null if it is not a well-formed key. Computed on access, because keys that are already cached never
   * need it.
   */
  get kind(): KeyKind | 'any' | null {
    return kindOfAccessKey(this.#key);
  }

  /** The plain key. */
  get key(): string {
    return this.#key;
  }
}

/**
 * Parses an `Authorization` header (RFC 6750 section 2.1): `Bearer <key>`, the scheme in any case (RFC 9110 section 11.1), separated by blanks or
 * tabs. Anything else (another scheme, three parts, a bare key, no header) is not a bearer: null.
 */
export function parseBearer(header: string | undefined): Bearer | null {
  if (header === undefined || header.length > MAX_HEADER_LENGTH) return null;
  const key = BEARER.exec(header)?.[1];
  return key === undefined ? null : new Bearer(key);
}
