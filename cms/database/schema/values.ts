import type { ScalarType } from '../../content-type';
import { ValidationError } from '../../errors';
import type { Dialect } from '../dialects/dialect';

/** How values of one type are written to and read from the database. Neither function is called with null or undefined. */
export interface Codec {
  /** The binding for `value`. Throws a {@link ValidationError} that names `path` if the value is not of this type. */
  encode(value: unknown, path: string[]): unknown;
  /** Converts what the driver read to what callers get; missing if these are the same. Throws a RangeError or SyntaxError for an invalid value. */
  decode?(stored: any): unknown;
}

/** The error for one part of a caller's input. */
export function refusal(path: string[], message: string): ValidationError {
  return ValidationError.of([{ path, message, name: 'ValidationError' }]);
}

/** The error for a value: `<attribute> <rule>`. The value itself is not repeated. */
export function invalid(path: string[], rule: string): ValidationError {
  return refusal(path, `${path.at(-1)} ${rule}`);
}

const shortTextLength = 255;
const shortTexts: ReadonlySet<ScalarType> = new Set(['string', 'email', 'password', 'enumeration', 'uid']);

/** Rejects a text that is too long for the column of its type. Only writes need it: a text that is too long matches nothing. */
export function requireRoom(type: ScalarType, value: unknown, path: string[]): void {
  if (typeof value !== 'string' || value.length <= shortTextLength || !shortTexts.has(type)) return;
  if ([...value].length > shortTextLength) throw invalid(path, `must be at most ${shortTextLength} characters`);
}

const loneSurrogate = /\p{Surrogate}/u;

function encodeText(value: unknown, path: string[]): string {
  if (typeof value !== 'string') throw invalid(path, 'must be a string');
  // PostgreSQL cannot store NUL, and half a surrogate pair has no UTF-8.
  if (value.includes('\0') || loneSurrogate.test(value)) throw invalid(path, 'contains a character that cannot be stored');
  return value;
}

const int32 = 2 ** 31;

function encodeInteger(value: unknown, path: string[]): number {
  const number = typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
  if (!Number.isInteger(number)) throw invalid(path, 'must be an integer');
  if ((number as number) < -int32 || (number as number) >= int32) throw invalid(path, 'is out of range');
  return number as number;
}

const int64 = 2n ** 63n;

function encodeBigInteger(value: unknown, path: string[]): bigint {
  const whole = typeof value === 'string' ? /^-?\d{1,20}$/.test(value) : typeof value === 'bigint' || Number.isSafeInteger(value);
  if (!whole) throw invalid(path, 'must be an integer');
  const big = BigInt(value as bigint | number | string);
  if (big < -int64 || big >= int64) throw invalid(path, 'is out of range');
  return big;
}

function encodeNumber(value: unknown, path: string[]): number {
  const number = typeof value === 'string' && /^-?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) throw invalid(path, 'must be a number');
  return number;
}

const booleans = new Map<unknown, boolean>([
  [true, true], ['true', true], ['1', true], [1, true], ['t', true],
  [false, false], ['false', false], ['0', false], [0, false], ['f', false],
]);

/** Converts a boolean, also as in a query string. */
export function encodeBoolean(value: unknown, path: string[]): boolean {
  const boolean = booleans.get(value);
  if (boolean === undefined) throw invalid(path, 'must be a boolean');
  return boolean;
}

const isoDate = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/i;
/** The years that all databases can store. */
const earliest = Date.UTC(1000, 0, 1);
const latest = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** Milliseconds since 1970 from a Date, a number, or an ISO 8601 text (UTC if it names no time zone). NaN for others. */
function instantOf(value: unknown): number {
  if (value instanceof Date) return value.getTime();
  if (typeof value === 'number') return Math.trunc(value);
  if (typeof value !== 'string') return NaN;
  const parts = isoDate.exec(value);
  if (!parts) return NaN;
  return Date.parse(parts[1] && !parts[4] ? `${value}Z` : value);
}

function createDatetimeCodec(dialect: Dialect): Codec {
  return {
    encode(value, path) {
      const instant = instantOf(value);
      if (!(instant >= earliest && instant <= latest)) throw invalid(path, 'must be a date in ISO 8601 form');
      return dialect.datetime(instant);
    },
    decode: (stored: Date | number | string) => new Date(typeof stored === 'string' && /^-?\d+$/.test(stored) ? Number(stored) : stored).toISOString(),
  };
}

const json: Codec = {
  encode(value, path) {
    const text = JSON.stringify(value);
    if (text === undefined) throw invalid(path, 'must be JSON');
    return text;
  },
  decode: (stored: string) => JSON.parse(stored),
};

/** Whether decoding failed: a stored value is invalid for its type. */
export function isUnreadable(error: unknown): boolean {
  return error instanceof SyntaxError || error instanceof RangeError;
}

/** The same codec, but decoding to null what it cannot decode. */
export function readingUnreadableAsNull(codec: Codec): Codec {
  const { decode } = codec;
  if (!decode) return codec;
  return {
    ...codec,
    decode(stored) {
      try {
        return decode(stored);
      } catch (error) {
        if (isUnreadable(error)) return null;
        throw error;
      }
    },
  };
}

/** The codecs of all types of attribute, for one database. */
export function createCodecs(dialect: Dialect): Record<ScalarType, Codec> {
  const text: Codec = { encode: encodeText };
  const number: Codec = { encode: encodeNumber, decode: Number };
  return {
    string: text,
    text,
    email: text,
    password: text,
    enumeration: text,
    uid: text,
    integer: { encode: encodeInteger },
    biginteger: { encode: encodeBigInteger, decode: String },
    decimal: number,
    float: number,
    boolean: { encode: encodeBoolean, decode: Boolean },
    datetime: createDatetimeCodec(dialect),
    json,
  };
}
