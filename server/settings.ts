import { boolean, number, object, string, ValidationError as YupError } from 'yup';
import { BRAND_FORM } from './key/access-key';
import type { Host } from './host';

/** How the plugin is set up: `admin.apiToken` and `admin.secrets.encryptionKey` of the host's configuration. */
export interface Settings {
  /** Goes into the hash of every key; changing it invalidates all of them. */
  readonly salt: string;
  /** The brand that new keys begin with. */
  readonly keyPrefix: string;
  readonly cache: {
    /** How long an instance may go without looking whether anything changed (milliseconds); 0 looks on every request. */
    readonly revalidateMs: number;
    /** How long tokens in memory are served while the database does not answer (milliseconds); then 503. */
    readonly maxStaleMs: number;
    /** How many tokens are kept in memory. */
    readonly maxEntries: number;
  };
  /** Whether the time of last use is written. */
  readonly trackLastUse: boolean;
  /** With it keys can be shown again; without it they are shown once. */
  readonly encryptionKey: string | null;
}

/** The fewest characters of a secret in production. */
const MIN_SECRET_LENGTH = 16;
/** The fewest different characters of a secret in production. */
const MIN_DIFFERENT_CHARACTERS = 5;

/** A setting as messages name it: its path, and the variable of the bundled CMS that sets it. */
const named = (path: string, variable: string) => `admin.${path} (${variable})`;
const SALT = named('apiToken.salt', 'API_TOKEN_SALT');
const ENCRYPTION_KEY = named('secrets.encryptionKey', 'ENCRYPTION_KEY');

const wholeNumber = (name: string, min: number, max: number) => {
  const message = `${name} must be a whole number from ${min} to ${max}`;
  return number().strict().typeError(message).nonNullable(message).integer(message).min(min, message).max(max, message);
};
const text = (name: string) => string().strict().typeError(`${name} must be text`);
const longestMs = 3_600_000;
const keyPrefix = named('apiToken.keyPrefix', 'API_TOKEN_KEY_PREFIX');
const trackLastUse = `${named('apiToken.trackLastUse', 'API_TOKEN_TRACK_LAST_USE')} must be true or false`;
const HIDE_STRAPI_PAGES = 'admin.apiToken.hideStrapiPages must be true or false';

const cacheShape = {
  revalidateMs: wholeNumber(named('apiToken.cache.revalidateMs', 'API_TOKEN_REVALIDATE_MS'), 0, longestMs).default(1000),
  maxStaleMs: wholeNumber(named('apiToken.cache.maxStaleMs', 'API_TOKEN_MAX_STALE_MS'), 0, longestMs).default(5000),
  maxEntries: wholeNumber(named('apiToken.cache.maxEntries', 'API_TOKEN_MAX_ENTRIES'), 1, 10_000_000).default(10_000),
};
const apiTokenShape = {
  salt: text(SALT).nullable(),
  keyPrefix: text(keyPrefix).nonNullable(`${keyPrefix} must be text`)
    .matches(BRAND_FORM, `${keyPrefix} must be 1 to 16 lower-case letters and digits, a letter first`).default('cms'),
  cache: object(cacheShape).typeError('admin.apiToken.cache must be an object').nonNullable('admin.apiToken.cache must be an object').default({}),
  hideStrapiPages: boolean().strict().typeError(HIDE_STRAPI_PAGES).nonNullable(HIDE_STRAPI_PAGES).default(false),
  trackLastUse: boolean().strict().typeError(trackLastUse).nonNullable(trackLastUse).default(true),
};
const schema = object({
  apiToken: object(apiTokenShape).typeError('admin.apiToken must be an object').nonNullable('admin.apiToken must be an object').default({}),
  encryptionKey: text(ENCRYPTION_KEY).nullable(),
});

/** The settings that are no secrets: what was given below `apiToken`, and the defaults for the rest. */
export function withDefaults(given: object = {}): Omit<Settings, 'salt' | 'encryptionKey'> {
  const { apiToken } = schema.cast({ apiToken: given }) as { apiToken: Omit<Settings, 'salt' | 'encryptionKey'> };
  const { revalidateMs, maxStaleMs, maxEntries } = apiToken.cache;
  return { keyPrefix: apiToken.keyPrefix, cache: { revalidateMs, maxStaleMs, maxEntries }, trackLastUse: apiToken.trackLastUse };
}

/** Settings that people put below `admin.apiToken`, and where they belong. */
const ELSEWHERE: Record<string, string> = { secrets: 'admin.secrets', encryptionKey: 'admin.secrets.encryptionKey' };

/**
 * Reads and checks the settings, once, at start. `warn` is told what is likely a mistake and yet no reason to stop: a setting below
 * `admin.apiToken` that is not the plugin's, since it may be the host's or another plugin's, and outside of production a weak secret.
 * @throws {Error} naming each setting that is missing or wrong, never its value, and what to do about a secret
 */
export function readSettings(config: Host['config'], warn: (message: string) => void): Settings {
  const given = {
    apiToken: config.get('admin.apiToken') ?? undefined,
    encryptionKey: config.get('admin.secrets.encryptionKey') ?? undefined,
  };
  check(given);
  const salt = given.apiToken?.salt ?? '';
  if (salt === '') throw new Error(`The setting ${SALT} is missing. ${advice('apiToken.salt', 'API_TOKEN_SALT')}`);
  const encryptionKey = given.encryptionKey === undefined || given.encryptionKey === '' ? null : given.encryptionKey;

  const inProduction = config.get('environment') === 'production';
  checkSecret(SALT, salt, inProduction, advice('apiToken.salt', 'API_TOKEN_SALT'), warn);
  if (encryptionKey !== null) {
    checkSecret(ENCRYPTION_KEY, encryptionKey, inProduction, advice('secrets.encryptionKey', 'ENCRYPTION_KEY'), warn);
  }
  for (const name of unknownSettings(given.apiToken)) {
    warn(`API tokens: admin.apiToken.${name} is not a setting of the plugin. ${
      name in ELSEWHERE ? `It belongs in ${ELSEWHERE[name]}.` : 'Where it is meant for the plugin, check its name.'}`);
  }
  return { ...withDefaults(given.apiToken), salt, encryptionKey };
}

function check(given: unknown): void {
  try {
    schema.validateSync(given, { strict: true, abortEarly: false });
  } catch (error) {
    // Only the messages above: yup's error also holds the values, which may be secrets.
    if (error instanceof YupError) throw new Error(`Configuration: ${[...new Set(error.errors)].join('; ')}.`);
    throw error;
  }
}

/**
 * A secret is used exactly as it is given; `warn` is told what is likely a mistake about it.
 * @throws {Error} where it is blank, or weak in production
 */
export function checkSecret(name: string, secret: string, inProduction: boolean, whatToDo: string, warn: (message: string) => void): void {
  const problem = secret.trim() === '' ? 'is blank'
    : secret.length < MIN_SECRET_LENGTH ? `is shorter than ${MIN_SECRET_LENGTH} characters`
    : new Set(secret).size < MIN_DIFFERENT_CHARACTERS ? `has fewer than ${MIN_DIFFERENT_CHARACTERS} different characters`
    : null;
  if (problem !== null && (inProduction || problem === 'is blank')) throw new Error(`The setting ${name} ${problem}. ${whatToDo}`);
  if (problem !== null) warn(`API tokens: ${name} ${problem}, which stops a start in production. ${whatToDo}`);
  if (/^\s|\s$|^(["'`])[^]*\1$/.test(secret)) {
    warn(`API tokens: ${name} has white space or quotes around it. They are part of it: an instance that is given it without them `
      + 'accepts other keys.');
  }
}

function unknownSettings(apiToken: Record<string, any>): string[] {
  return [
    ...Object.keys(apiToken).filter((name) => !(name in apiTokenShape)),
    ...Object.keys(apiToken['cache'] ?? {}).filter((name) => !(name in cacheShape)).map((name) => `cache.${name}`),
  ];
}

function advice(path: string, variable: string): string {
  return `Set ${path} in config/admin, or set ${variable}, to a random value, for example the output of: openssl rand -base64 32`;
}
