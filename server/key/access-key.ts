import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const SECRET_LENGTH = 43;
const CHECK_LENGTH = 6;
const OWN_FORM = /^[a-z][a-z0-9]{0,15}_(content|admin)_[0-9A-Za-z]{49}$/;
const STRAPI_FORM = /^[0-9a-f]{256}$/;

/** The format of a brand, the part of a key before its first underscore. */
export const BRAND_FORM = /^[a-z][a-z0-9]{0,15}$/;

/** The kind in the second part of a key. */
export type KeyKind = 'content' | 'admin';

/**
 * Creates a new key, `<brand>_<kind>_<secret><check>`: 43 base62 characters from 32 random bytes, then 6 base62 characters of CRC-32 over everything
 * before them, so that a mistyped key can be recognized without a query.
 */
export function createAccessKey(brand: string, kind: KeyKind): string {
  const secret = toBase62(BigInt(`0x${randomBytes(32).toString('hex')}`), SECRET_LENGTH);
  const body = `${brand}_${kind}_${secret}`;
  return body + toBase62(BigInt(crc32(body)), CHECK_LENGTH);
}

/**
 * The kind of a well-formed key: `content` or `admin`, as in the key; `any` for Strapi's own form (256 lower-case hex characters), which does not
 * contain it; null for anything else, including a wrong checksum. The brand is not compared: it tells people where a key belongs, and changing it
 * must not break existing keys.
 */
export function kindOfAccessKey(key: string): KeyKind | 'any' | null {
  const form = OWN_FORM.exec(key);
  if (form !== null) {
    const body = key.slice(0, -CHECK_LENGTH);
    return crc32(body) === fromBase62(key.slice(-CHECK_LENGTH)) ? (form[1] as KeyKind) : null;
  }
  return STRAPI_FORM.test(key) ? 'any' : null;
}

/** Whether a key has the plugin's own form, whether or not its checksum is right. */
export function hasOwnForm(key: string): boolean {
  return OWN_FORM.test(key);
}

function toBase62(value: bigint, length: number): string {
  let rest = value;
  let digits = '';
  while (digits.length < length) {
    digits = ALPHABET[Number(rest % 62n)] + digits;
    rest /= 62n;
  }
  return digits;
}

function fromBase62(digits: string): number {
  let value = 0;
  for (const digit of digits) value = value * 62 + ALPHABET.indexOf(digit);
  return value;
}
