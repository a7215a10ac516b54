import { kindOfAccessKey, type KeyKind } from './access-key';

/** No key of any form is longer than this (characters); a longer header is not looked at. */
const MAX_HEADER_LENGTH = 512;
const BEARER = /^bearer[ \t]+([^ \t]+)$/i;

/**
 * What an `Authorization` header carries. Its fields are private, so that nothing which prints or serializes the request's state or its
 * connection can show them.
 */
export class Bearer {
  readonly #header: string;
  readonly #key: string;
  #mark: object | undefined;
  #kept: unknown;

  constructor(header: string, key: string) {
    this.#header = header;
    this.#key = key;
  }

  /** The whole header. */
  get header(): string {
    return this.#header;
  }

  /** What the key says of itself; null when it is not formed like a key at all. Worked out when asked: known keys need it not. */
  get kind(): KeyKind | 'any' | null {
    return kindOfAccessKey(this.#key);
  }

  /** The key in plain. */
  get key(): string {
    return this.#key;
  }

  /**
   * What was kept with this bearer last, where that was under this very mark; otherwise undefined. The requests of one connection
   * share their bearer. It has a place for one value and one mark, since an object for both would be one more to fetch per request.
   */
  kept(mark: object): unknown {
    return this.#mark === mark ? this.#kept : undefined;
  }

  /** Keeps a value under a mark, in the place of what was kept before. */
  keep(mark: object, value: unknown): void {
    this.#mark = mark;
    this.#kept = value;
  }
}

/**
 * Reads an `Authorization` header of RFC 6750 section 2.1: `Bearer <key>`, the scheme in any case (RFC 9110 section 11.1), one
 * or more blanks or tabs between. Anything else (another scheme, three parts, a bare key, no header) is no bearer: null.
 */
export function parseBearer(header: string | undefined): Bearer | null {
  if (header === undefined || header.length > MAX_HEADER_LENGTH) return null;
  const key = BEARER.exec(header)?.[1];
  return key === undefined ? null : new Bearer(header, key);
}
