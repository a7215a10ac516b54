import { kindOfAccessKey, type KeyKind } from './access-key';

/** No key of any form is longer than this (characters); a longer header is not looked at. */
const MAX_HEADER_LENGTH = 512;
const BEARER = /^bearer[ \t]+([^ \t]+)$/i;

/** What an `Authorization` header carries. The key is private, so that nothing which prints or serializes the request's state can show it. */
export class Bearer {
  readonly #key: string;

  constructor(key: string) {
    this.#key = key;
  }

  /** The kind that the key's own form names; null where it is not formed like a key at all. Computed on access: known keys never need it. */
  get kind(): KeyKind | 'any' | null {
    return kindOfAccessKey(this.#key);
  }

  /** The key in plain. */
  get key(): string {
    return this.#key;
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
