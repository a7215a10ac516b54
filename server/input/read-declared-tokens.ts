import { object, string, ValidationError as YupError, type AnyObjectSchema } from 'yup';
import { hasOwnForm, kindOfAccessKey } from '../key/access-key';
import type { DeclaredToken } from '../token/declared-token';
import type { TokenKind } from '../token/token-record';
import { canonicalRanges, tokenFields } from './token-input';

/** The minimum length of a key that has none of the known forms (characters). */
const MIN_KEY_LENGTH = 32;
/** The longest key that fits into a header (characters). */
const MAX_KEY_LENGTH = 500;
/** The maximum number of declared tokens, which are compared at every start. */
const MAX_TOKENS = 1000;
export const TOKEN_KINDS = ['content-api', 'admin'] as const;

const { name, description, type, permissions, expiresAt, allowedAddresses, rateLimit, restrictions, adminPermissions } = tokenFields;

const keyMessage = `key must be one that the plugin has made, one of Strapi's, or ${MIN_KEY_LENGTH} to ${MAX_KEY_LENGTH} visible ASCII characters`;
const hashMessage = 'keyHash must be the HMAC-SHA512 of the key with the current salt, as 128 lower-case hexadecimal digits';
const ownerMessage = 'owner must be the e-mail address of the person that the token acts for';

const shared = {
  name: name().required(),
  description: description(),
  kind: string().typeError('kind must be a `string` type').oneOf(TOKEN_KINDS),
  expiresAt: expiresAt(),
  allowedAddresses: allowedAddresses(),
  rateLimit: rateLimit(),
  key: string().typeError(keyMessage).nonNullable(keyMessage).test('form', keyMessage, (key) => key === undefined || isFormed(key)),
  keyHash: string().typeError(hashMessage).nonNullable(hashMessage).matches(/^[0-9a-f]{128}$/, hashMessage),
};
const SCHEMAS: Record<TokenKind, AnyObjectSchema> = {
  'content-api': object({ ...shared, type: type(), permissions: permissions(), restrictions: restrictions() }).noUnknown('there is no field ${unknown} in a content-API token'),
  admin: object({
    ...shared,
    adminPermissions: adminPermissions(),
    owner: string().typeError(ownerMessage).required(ownerMessage).matches(/^\S{1,200}@\S{1,200}$/, ownerMessage),
  }).noUnknown('there is no field ${unknown} in an admin token'),
};

/**
 * The tokens that a configuration declares. `setting` is the setting's name, for messages; `kinds` are the kinds of token that the host has.
 * @throws {TypeError} naming each token and field that is wrong, never a value
 */
export function readDeclaredTokens(setting: string, input: unknown, kinds: readonly TokenKind[] = TOKEN_KINDS): DeclaredToken[] {
  if (!Array.isArray(input)) throw new TypeError(`${setting} must be a list of tokens.`);
  if (input.length > MAX_TOKENS) throw new TypeError(`${setting} must have at most ${MAX_TOKENS} tokens.`);
  const problems: string[] = [];
  const tokens = input.flatMap((value: unknown, index) => {
    const found = problemsOf(value, kinds);
    problems.push(...found.map((problem) => `${labelOf(value, index)}: ${problem}`));
    return found.length > 0 ? [] : [toToken(value as Given)];
  });
  problems.push(...repeated(tokens));
  if (problems.length > 0) throw new TypeError(`${setting}: ${problems.join('; ')}.`);
  return tokens;
}

/** A declaration after validation. */
type Given = Partial<DeclaredToken> & Pick<DeclaredToken, 'name'>;

function toToken({ kind = 'content-api', name: given, description: about, type: type_, permissions: actions, adminPermissions: granted, owner, expiresAt: end, allowedAddresses: addresses, rateLimit: rate, restrictions: limits, key, keyHash }: Given): DeclaredToken {
  return {
    name: given.trim(),
    description: about?.trim() ?? '',
    kind,
    type: kind === 'admin' ? null : type_ ?? 'read-only',
    permissions: actions ?? null,
    adminPermissions: granted ?? [],
    owner: owner?.toLowerCase() ?? null,
    expiresAt: end ?? null,
    allowedAddresses: canonicalRanges(addresses ?? null),
    rateLimit: rate ?? null,
    // In their stored form, so that they can be compared.
    restrictions: JSON.parse(JSON.stringify(limits ?? null)),
    key: key ?? null,
    keyHash: keyHash ?? null,
  };
}

function problemsOf(value: unknown, kinds: readonly TokenKind[]): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return ['it must be an object'];
  const token = value as Partial<DeclaredToken>;
  const kind = token.kind === 'admin' ? 'admin' : 'content-api';
  if (!kinds.includes(kind)) return [`kind must be one of the following values: ${kinds.join(', ')}`];
  try {
    SCHEMAS[kind].validateSync(typeof token.name === 'string' ? { ...token, name: token.name.trim() } : token, { strict: true, abortEarly: false });
  } catch (error) {
    if (!(error instanceof YupError)) throw error;
    return [...new Set(error.errors.map(withoutValue))];
  }
  if (isKey(value)) return ['name must not be a key'];
  if ((token.key === undefined) === (token.keyHash === undefined)) return ['it must have either key or keyHash'];
  const form = kindOfAccessKey(token.key ?? '');
  if (form !== null && form !== 'any' && form !== (kind === 'admin' ? 'admin' : 'content')) return [`key is one of a token of the other kind, not of ${kind}`];
  return [];
}

/** yup adds the given value to some messages. */
function withoutValue(message: string): string {
  return message.replace(/,? but the final value was: [^]*$/, '');
}

function isFormed(key: string): boolean {
  if (kindOfAccessKey(key) !== null) return true;
  return !hasOwnForm(key) && key.length >= MIN_KEY_LENGTH && key.length <= MAX_KEY_LENGTH && /^[!-~]+$/.test(key);
}

/** Reports names and keys that two tokens share. */
function repeated(tokens: readonly DeclaredToken[]): string[] {
  const problems: string[] = [];
  const seen = { name: new Map<string, string>(), key: new Map<string, string>(), keyHash: new Map<string, string>() };
  for (const token of tokens) {
    for (const field of ['name', 'key', 'keyHash'] as const) {
      const value = token[field];
      if (value === null) continue;
      const other = seen[field].get(value);
      if (other !== undefined) problems.push(`${JSON.stringify(token.name)}: ${field} is that of ${field === 'name' ? 'another token of the list' : JSON.stringify(other)} too`);
      seen[field].set(value, token.name);
    }
  }
  return problems;
}

/** A token's name, or its number if it has none, or mistakenly has a key there. */
function labelOf(value: unknown, index: number): string {
  const { name: given } = (value ?? {}) as Record<string, unknown>;
  const isName = typeof given === 'string' && given.trim() !== '' && given.length <= 255 && !isKey(value);
  return isName ? JSON.stringify(given.trim()) : `number ${index + 1}`;
}

/** Whether a key was given as the name. */
function isKey(value: unknown): boolean {
  const { name: given, key } = (value ?? {}) as Record<string, unknown>;
  return typeof given === 'string' && (given === key || hasOwnForm(given) || kindOfAccessKey(given) !== null);
}
