import { array, boolean, mixed, number, object, type ObjectShape, string, ValidationError as YupError } from 'yup';
import { READ_ACTION_FORM } from './grant/read-actions';
import { BRAND_FORM } from './key/access-key';
import type { Host } from './host';
import { readDeclaredTokens } from './input/read-declared-tokens';
import type { Secrets } from './key/keyring';
import type { Tracking } from './store/last-use';
import type { DeclaredToken } from './token/declared-token';
import type { Policy } from './token/expiry';

/** What happens when a key is reported as leaked: its token is paused, the key is revoked, or only a line is logged. `off` accepts no reports. */
const LEAKS = ['pause', 'revoke', 'notify', 'off'] as const;
export type Leaks = typeof LEAKS[number];

/** The plugin's settings: `admin.apiToken` and `admin.secrets` in the host's configuration. */
export interface Settings extends Secrets {
  /** The brand that new keys begin with. */
  readonly keyPrefix: string;
  readonly cache: {
    /** How often an instance polls for changes (milliseconds); 0 polls on every request. */
    readonly revalidateMs: number;
    /** How long cached tokens are accepted while the database does not respond (milliseconds); then 503. */
    readonly maxStaleMs: number;
    /** How many tokens are cached in memory. */
    readonly maxEntries: number;
  };
  /** What is recorded about use. */
  readonly track: Tracking;
  /** The maximum lifetime of tokens. */
  readonly policy: Policy;
  /** What read-only tokens may do besides `find` and `findOne`: actions, or patterns with `*`. */
  readonly readActions: readonly string[];
  /** What happens to keys that are reported as leaked. */
  readonly leaks: Leaks;
  /** The tokens that the configuration declares. */
  readonly tokens: readonly DeclaredToken[];
  /** How many days events are kept; 0: forever. */
  readonly events: { readonly retentionDays: number };
  /** The URL, with password, of the Redis in which rate limits are counted across all instances; null to count in each instance. */
  readonly redisUrl: string | null;
}

/** The minimum length of a secret in production (characters). */
const MIN_SECRET_LENGTH = 16;
/** The minimum number of different characters of a secret in production. */
const MIN_DIFFERENT_CHARACTERS = 5;

/** A setting as messages name it: its path, and the variable of the bundled CMS that sets it. */
const named = (path: string, variable: string) => `admin.${path} (${variable})`;
/** The salt, as messages name it. */
export const SALT = named('apiToken.salt', 'API_TOKEN_SALT');
/** The declared tokens, as messages name them. */
export const TOKENS = named('apiToken.tokens', 'API_TOKENS');
const ENCRYPTION_KEY = named('secrets.encryptionKey', 'ENCRYPTION_KEY');
const PREVIOUS_SALTS = named('apiToken.previousSalts', 'API_TOKEN_PREVIOUS_SALTS');
const PREVIOUS_ENCRYPTION_KEYS = named('secrets.previousEncryptionKeys', 'PREVIOUS_ENCRYPTION_KEYS');
/** How many older secrets of each kind are accepted: each costs one more hash for a key that is not in memory. */
export const MAX_PREVIOUS = 3;

const wholeNumber = (name: string, min: number, max: number) => {
  const message = `${name} must be a whole number from ${min} to ${max}`;
  return number().strict().typeError(message).nonNullable(message).integer(message).min(min, message).max(max, message);
};
const maxDays = (name: string) => wholeNumber(name, 1, 36_500).nullable().default(null);
const text = (name: string) => string().strict().typeError(`${name} must be text`);
const previous = (name: string) => {
  const message = `${name} must be a list of at most ${MAX_PREVIOUS} strings`;
  return array().strict().typeError(message).nonNullable(message).max(MAX_PREVIOUS, message)
    .of(string().strict().typeError(message).defined(message).nonNullable(message)).default([]);
};
/** The maximum number of read actions: more than any CMS has. */
const MAX_READ_ACTIONS = 1000;
const readActions = named('apiToken.readActions', 'API_TOKEN_READ_ACTIONS');
const notActions = `${readActions} must be a list of at most ${MAX_READ_ACTIONS} actions, or patterns with *, such as api::*.*.popular`;
const longestMs = 3_600_000;
const keyPrefix = named('apiToken.keyPrefix', 'API_TOKEN_KEY_PREFIX');

const flag = (name: string, fallback: boolean) => {
  const message = `${name} must be true or false`;
  return boolean().strict().typeError(message).nonNullable(message).default(fallback);
};
const group = (name: string, shape: ObjectShape) => {
  const message = `${name} must be an object`;
  return object(shape).typeError(message).nonNullable(message).default({});
};
const POLICY = named('apiToken.policy', 'API_TOKEN_POLICY');
const leaks = named('apiToken.leaks', 'API_TOKEN_LEAKS');
const notLeaks = `${leaks} must be ${LEAKS.slice(0, -1).join(', ')} or ${LEAKS.at(-1)}`;
const TRACK = named('apiToken.track', 'API_TOKEN_TRACK');

const REDIS_URL = named('apiToken.redisUrl', 'REDIS_URL');
const notRedisUrl = `${REDIS_URL} must be a URL such as redis://user:password@host:6379/0, or rediss:// for TLS`;

/** Whether this is a valid Redis URL, or empty, which counts as none. */
function isRedisUrl(text: string | null | undefined): boolean {
  if (text === undefined || text === null || text === '') return true;
  const url = URL.canParse(text) ? new URL(text) : null;
  return url !== null && /^rediss?:$/.test(url.protocol) && url.hostname !== '' && /^(\/\d*)?$/.test(url.pathname);
}

const cacheShape = {
  revalidateMs: wholeNumber(named('apiToken.cache.revalidateMs', 'API_TOKEN_REVALIDATE_MS'), 0, longestMs).default(1000),
  maxStaleMs: wholeNumber(named('apiToken.cache.maxStaleMs', 'API_TOKEN_MAX_STALE_MS'), 0, longestMs).default(5000),
  maxEntries: wholeNumber(named('apiToken.cache.maxEntries', 'API_TOKEN_MAX_ENTRIES'), 1, 10_000_000).default(10_000),
};
const apiTokenShape = {
  salt: text(SALT).nullable(),
  previousSalts: previous(PREVIOUS_SALTS),
  keyPrefix: text(keyPrefix).nonNullable(`${keyPrefix} must be text`)
    .matches(BRAND_FORM, `${keyPrefix} must be 1 to 16 lower-case letters and digits, starting with a letter`).default('cms'),
  cache: group('admin.apiToken.cache', cacheShape),
  hideStrapiPages: flag('admin.apiToken.hideStrapiPages', false),
  track: group(TRACK, { use: flag(`${TRACK}: use`, true), usage: flag(`${TRACK}: usage`, true), address: flag(`${TRACK}: address`, true), names: flag(`${TRACK}: names`, true) }),
  policy: group(POLICY, {
    maxLifetimeDays: group(named('apiToken.policy.maxLifetimeDays', 'API_TOKEN_POLICY'), {
      contentApi: maxDays(`${POLICY}: maxLifetimeDays.contentApi`), admin: maxDays(`${POLICY}: maxLifetimeDays.admin`),
    }),
    enforce: string().strict().oneOf(['new', 'all'], `${POLICY}: enforce must be new or all`).nonNullable(`${POLICY}: enforce must be new or all`).default('new'),
  }),
  readActions: array().strict().typeError(notActions).nonNullable(notActions).max(MAX_READ_ACTIONS, notActions)
    .of(string().strict().typeError(notActions).defined(notActions).nonNullable(notActions).max(255, notActions).matches(READ_ACTION_FORM, notActions)).default([]),
  leaks: string().strict().oneOf(LEAKS, notLeaks).nonNullable(notLeaks).default('pause'),
  // See readDeclaredTokens.
  tokens: mixed().nullable(),
  events: group('admin.apiToken.events', {
    retentionDays: wholeNumber(named('apiToken.events.retentionDays', 'API_TOKEN_EVENTS_RETENTION_DAYS'), 0, 36_500).default(90),
  }),
  redisUrl: string().strict().typeError(notRedisUrl).nullable().test('url', notRedisUrl, isRedisUrl),
};
const schema = object({
  apiToken: group('admin.apiToken', apiTokenShape),
  encryptionKey: text(ENCRYPTION_KEY).nullable(),
  previousEncryptionKeys: previous(PREVIOUS_ENCRYPTION_KEYS),
});

/** The settings other than secrets and tokens: those given below `apiToken`, with defaults for the rest. */
export function withDefaults(given: object = {}): Omit<Settings, keyof Secrets | 'tokens'> {
  const { apiToken } = schema.cast({ apiToken: given }) as unknown as { apiToken: Omit<Settings, keyof Secrets | 'tokens'> };
  const { keyPrefix, cache: { revalidateMs, maxStaleMs, maxEntries }, track: { use, usage, address, names }, policy: { maxLifetimeDays, enforce }, readActions, leaks, events: { retentionDays }, redisUrl } = apiToken;
  const { contentApi, admin } = maxLifetimeDays;
  return { keyPrefix, cache: { revalidateMs, maxStaleMs, maxEntries }, track: { use, usage, address, names }, policy: { maxLifetimeDays: { contentApi, admin }, enforce }, readActions, leaks, events: { retentionDays }, redisUrl: redisUrl || null };
}

/** What to do about an older secret that is weak or misspelt. */
const OLDER_ADVICE = 'List older secrets exactly as they were, separated by commas in a variable, and remove entries that are not secrets';

/** Settings that are easily misplaced below `admin.apiToken`, and where they belong. */
const ELSEWHERE: Record<string, string> = {
  secrets: 'admin.secrets',
  encryptionKey: 'admin.secrets.encryptionKey',
  previousEncryptionKeys: 'admin.secrets.previousEncryptionKeys',
  trackLastUse: 'admin.apiToken.track.use',
};

/**
 * Reads and validates the settings, once, at startup. `warn` gets likely mistakes that do not prevent the start: a setting below `admin.apiToken`
 * that is not the plugin's, since it may be the host's or another plugin's, and outside of production a weak secret.
 * @throws {Error} naming each setting that is missing or wrong, never its value, and how to fix a secret
 */
export function readSettings(config: Host['config'], warn: (message: string) => void): Settings {
  const given = {
    apiToken: config.get('admin.apiToken') ?? undefined,
    encryptionKey: config.get('admin.secrets.encryptionKey') ?? undefined,
    previousEncryptionKeys: config.get('admin.secrets.previousEncryptionKeys') ?? undefined,
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
  const previousSalts: string[] = given.apiToken?.previousSalts ?? [];
  const previousEncryptionKeys: string[] = given.previousEncryptionKeys ?? [];
  for (const [name, secrets] of [[PREVIOUS_SALTS, previousSalts], [PREVIOUS_ENCRYPTION_KEYS, previousEncryptionKeys]] as const) {
    secrets.forEach((secret, index) => checkSecret(`${name}, number ${index + 1},`, secret, inProduction, OLDER_ADVICE, warn));
  }
  for (const name of unknownSettings(given.apiToken)) {
    warn(`API tokens: admin.apiToken.${name} is not a setting of the plugin. ${
      name in ELSEWHERE ? `It belongs in ${ELSEWHERE[name]}.` : 'If it is meant for the plugin, check its name.'}`);
  }
  const { tokens = [] } = given.apiToken;
  return { ...withDefaults(given.apiToken), tokens: readDeclaredTokens(TOKENS, tokens), salt, previousSalts, encryptionKey, previousEncryptionKeys };
}

function check(given: unknown): void {
  const problems = problemsOf(given);
  if (problems.length > 0) throw new Error(`Configuration: ${problems.join('; ')}.`);
}

/** What is wrong with settings, by their names in a host: `{ apiToken, encryptionKey, previousEncryptionKeys }`. */
export function problemsOf(given: unknown): string[] {
  try {
    schema.validateSync(given, { strict: true, abortEarly: false });
    return [];
  } catch (error) {
    // Only the messages above: yup's error also contains the values, which may be secrets.
    if (error instanceof YupError) return [...new Set(error.errors)];
    throw error;
  }
}

/**
 * Checks a secret, which is used exactly as given; `warn` gets likely mistakes.
 * @throws {Error} if it is blank, or weak in production
 */
export function checkSecret(name: string, secret: string, inProduction: boolean, whatToDo: string, warn: (message: string) => void): void {
  const problem = secret.trim() === '' ? 'is blank'
    : secret.length < MIN_SECRET_LENGTH ? `is shorter than ${MIN_SECRET_LENGTH} characters`
    : new Set(secret).size < MIN_DIFFERENT_CHARACTERS ? `has fewer than ${MIN_DIFFERENT_CHARACTERS} different characters`
    : null;
  if (problem !== null && (inProduction || problem === 'is blank')) throw new Error(`The setting ${name} ${problem}. ${whatToDo}`);
  if (problem !== null) warn(`API tokens: ${name} ${problem}, which stops startup in production. ${whatToDo}`);
  if (/^\s|\s$|^(["'`])[^]*\1$/.test(secret)) {
    warn(`API tokens: ${name} has white space or quotes around it. They are part of it: an instance that is configured without them `
      + 'accepts other keys.');
  }
}

/** The names of settings below `apiToken` that the plugin does not have. */
export function unknownSettings(apiToken: Record<string, any>): string[] {
  return [
    ...Object.keys(apiToken).filter((name) => !(name in apiTokenShape)),
    ...['cache', 'track', 'policy', 'events'].flatMap((group) => {
      const { fields } = apiTokenShape[group as 'cache'];
      return Object.keys(apiToken[group] ?? {}).filter((name) => !(name in fields)).map((name) => `${group}.${name}`);
    }),
  ];
}

function advice(path: string, variable: string): string {
  return `Set ${path} in config/admin, or set ${variable}, to a random value, for example the output of: openssl rand -base64 32`;
}
