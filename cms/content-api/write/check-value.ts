import type { ScalarAttribute } from '../../content-type';
import { shorten } from '../invalid-input';

const longestShortText = 255;
const largestInteger = 2 ** 31 - 1;
const smallestInteger = -(2 ** 31);
const largestBigInteger = 2n ** 63n - 1n;
const address = /^[^\s@"(),:;<>[\\\]]+@[^\s@"(),:;<>[\\\]]+$/;
const isoDate = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/i;
/** NUL, which PostgreSQL cannot store, and halves of surrogate pairs, which no UTF-8 can. */
const unstorable = /\0|\p{Surrogate}/u;

/** What is wrong with a value, as the rest of a sentence that begins with the attribute's name; undefined if it is valid. */
type Rule = (value: unknown, attribute: ScalarAttribute) => string | undefined;

function describe(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? '[…]' : '{…}';
  return shorten(typeof value === 'string' ? JSON.stringify(value) : String(value));
}

function wrongType(type: string, value: unknown): string {
  return `must be a \`${type}\` type, but the final value was: \`${describe(value)}\`.`;
}

const text: Rule = (value, { type, minLength, maxLength }) => {
  if (typeof value !== 'string') return wrongType('string', value);
  if (unstorable.test(value)) return 'contains a character that cannot be stored';
  const length = [...value].length;
  const most = Math.min(maxLength ?? Infinity, type === 'text' ? Infinity : longestShortText);
  if (minLength !== undefined && length < minLength) return `must be at least ${minLength} characters`;
  return length > most ? `must be at most ${most} characters` : undefined;
};

/** Does not mention the value. */
const password: Rule = (value, attribute) => (typeof value === 'string' ? text(value, attribute) : 'must be a `string` type.');

const email: Rule = (value, attribute) =>
  text(value, attribute) ?? (address.test(value as string) ? undefined : 'must be a valid email');

const uid: Rule = (value, attribute) =>
  text(value, attribute) ?? (/^[A-Za-z0-9\-_.~]*$/.test(value as string) ? undefined : 'must match the following: "/^[A-Za-z0-9-_.~]*$/"');

const enumeration: Rule = (value, attribute) => {
  const names = attribute.enum ?? [];
  return typeof value === 'string' && names.includes(value) ? undefined : `must be one of the following values: ${names.join(', ')}`;
};

function range(value: number, { min = -Infinity, max = Infinity }: { min?: number; max?: number }): string | undefined {
  if (value < min) return `must be greater than or equal to ${min}`;
  return value > max ? `must be less than or equal to ${max}` : undefined;
}

/** Converts a number, also as text. */
function numberOf(value: unknown): number {
  if (typeof value === 'string' && /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(value)) return Number(value);
  return typeof value === 'number' ? value : NaN;
}

const decimal: Rule = (value, attribute) => {
  const number = numberOf(value);
  return Number.isFinite(number) ? range(number, attribute) : wrongType('number', value);
};

const integer: Rule = (value, { min = smallestInteger, max = largestInteger }) => {
  const number = numberOf(value);
  if (!Number.isFinite(number)) return wrongType('number', value);
  if (!Number.isInteger(number)) return 'must be an integer';
  return range(number, { min: Math.max(min, smallestInteger), max: Math.min(max, largestInteger) });
};

const biginteger: Rule = (value, { min, max }) => {
  const whole = typeof value === 'string' ? /^-?\d{1,20}$/.test(value) : Number.isSafeInteger(value);
  if (!whole) return 'must be an integer';
  const number = BigInt(value as string | number);
  if (number > largestBigInteger || number < -largestBigInteger - 1n) return 'is out of range';
  return range(Number(number), { min, max });
};

const booleans = new Set<unknown>([true, false, 'true', 'false', '1', '0', 1, 0]);
const boolean: Rule = (value) => (booleans.has(value) ? undefined : wrongType('boolean', value));

const datetime: Rule = (value) => {
  const valid = typeof value === 'string' && isoDate.test(value) && !Number.isNaN(Date.parse(value)) && !value.startsWith('0');
  return valid ? undefined : 'must be a date in ISO 8601 form';
};

const deepestJson = 100;

function isStorableJson(value: unknown, depth = 0): boolean {
  if (typeof value === 'string') return !unstorable.test(value);
  if (typeof value !== 'object' || value === null) return true;
  if (depth === deepestJson) return false;
  return Object.entries(value).every(([key, each]) => !unstorable.test(key) && isStorableJson(each, depth + 1));
}

const json: Rule = (value) => (isStorableJson(value) ? undefined : 'is nested too deeply or contains a character that cannot be stored');

const rules: Record<ScalarAttribute['type'], Rule> = {
  string: text, text, password, email, uid, enumeration, integer, biginteger, decimal, float: decimal, boolean, datetime, json,
};

/**
 * What is wrong with a value, neither null nor undefined, that a body gives an attribute, as the rest of a sentence that begins with the attribute's
 * name (`must be an integer`); undefined if it is valid. The wording is that of Strapi's validator.
 */
export function checkValue(value: unknown, attribute: ScalarAttribute): string | undefined {
  return rules[attribute.type](value, attribute);
}

/** The value as stored: numeric texts, which bodies may contain, become numbers. */
export function toStored(value: unknown, attribute: ScalarAttribute): unknown {
  if (value === null || value === undefined) return value;
  if (attribute.type === 'integer' || attribute.type === 'decimal' || attribute.type === 'float') return numberOf(value);
  return value;
}
