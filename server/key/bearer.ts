import { kindOfAccessKey, type KeyKind } from './access-key';

/** No key of any form is longer than this (characters); a longer header is not looked at. */
const MAX_HEADER_LENGTH = 512;
const BEARER = /^bearer[ \t]+([^ \t]+)$/i;

/**
 * What an `Authorization` header carries. The key is a private field, so that nothing which prints or serializes the request's
 * state can show it.
 */
export class Bearer {
  readonly #key: string;
  #fingerprint: string | undefined;

  constructor(key: string) {
    this.#key = key;
  }

  /** What the key says of itself; null when it is not formed like a key at all. Worked out when asked: known keys need it not. */
  get kind(): KeyKind | 'any' | null {
    return kindOfAccessKey(this.#key);
  }

  /** The key in plain. */
  get key(): string {
    return this.#key;
  }

  /** What `fingerprint` makes of the key. It is worked out once: the requests of one connection share their bearer. */
  fingerprintBy(fingerprint: (key: string) => string): string {
    return (this.#fingerprint ??= fingerprint(this.#key));
  }
}

/**
 * Reads an `Authorization` header of RFC 6750 section 2.1: `Bearer <key>`, the scheme in any case (RFC 9110 section 11.1), one
 * or more blanks or tabs between. Anything else (another scheme, three parts, a bare key, no header) is no bearer: null.
 */
export function parseBearer(header: string | undefined): Bearer | null {
  if (header === undefined || header.length > MAX_HEADER_LENGTH) return null;
  const key = BEARER.exec(header)?.[1];
  return key === undefined ? null : new Bearer(key);
}
