import { checkSecret, MAX_PREVIOUS, problemsOf, unknownSettings } from '../server/settings';
import type { KoaApiTokensOptions } from './koa-api-tokens-options';

const OPTIONS = ['knex', 'salt', 'previousSalts', 'encryptionKey', 'previousEncryptionKeys', 'actions', 'contentTypes', 'tokens', 'keyPrefix', 'cache', 'track', 'policy', 'events', 'redisUrl', 'log'];
/** Options that are settings in a CMS too, below `apiToken`. */
const SETTINGS = ['keyPrefix', 'cache', 'track', 'policy', 'events', 'redisUrl'];
/** The clients by knex's names for their drivers. */
const CLIENTS = ['better-sqlite3', 'sqlite3', 'pg', 'mysql2', 'mysql'];
const TYPE_KEYS = ['attributes', 'checkWhere'];
const ATTRIBUTE_KEYS = ['type', 'target', 'inversedBy', 'unique'];
/** Types that only CMSs have. An app's records have fields and relations. */
const NESTED_TYPES = ['component', 'dynamiczone', 'media'];
const LOG_LEVELS = ['debug', 'info', 'warn', 'error'];
/** The size of the column for an action's name (characters). */
const MAX_ACTION_LENGTH = 255;
const SALT_ADVICE = 'Set it to a random value, for example from a variable API_TOKEN_SALT with the output of: openssl rand -base64 32';
const PREVIOUS_ADVICE = 'List older secrets exactly as they were, and remove entries that are not secrets';
const ENCRYPTION_KEY_ADVICE = 'Set it to a random value, or leave it out';

/**
 * Checks the options of `createKoaApiTokens`. A weak secret is an error in production, and a warning in the log elsewhere.
 * @throws {TypeError} naming the first option that is missing, unknown or wrong, and what is allowed; never a value that may be a secret
 * @throws {Error} for a secret that is blank or weak
 */
export function checkOptions(options: unknown): asserts options is KoaApiTokensOptions & { salt: string } {
  if (!isObject(options)) throw wrong(`the options must be an object with ${OPTIONS.join(', ')}`);
  const unknown = Object.keys(options).filter((name) => !OPTIONS.includes(name));
  if (unknown.length > 0) throw wrong(`unknown options: ${unknown.join(', ')}. Known options are ${OPTIONS.join(', ')}`);
  const { knex, salt, encryptionKey, actions, log } = options;
  checkKnex(knex);
  if (salt === undefined || salt === null || salt === '') throw wrong(`salt is missing. ${SALT_ADVICE}`);
  if (typeof salt !== 'string') throw wrong('salt must be text');
  if (encryptionKey !== undefined && typeof encryptionKey !== 'string') throw wrong('encryptionKey must be text, or left out');
  for (const name of ['previousSalts', 'previousEncryptionKeys']) {
    if (options[name] !== undefined && !isListOfTexts(options[name])) throw wrong(`${name} must be a list of at most ${MAX_PREVIOUS} strings, or left out`);
  }
  if (!Array.isArray(actions) || !actions.every(isAction)) {
    throw wrong(`actions must be a list of names such as 'notes.find', without blanks, each of at most ${MAX_ACTION_LENGTH} characters`);
  }
  if (options['contentTypes'] !== undefined) checkContentTypes(options['contentTypes']);
  if (log !== undefined && !(isObject(log) && LOG_LEVELS.every((level) => typeof log[level] === 'function'))) {
    throw wrong(`log must have the functions ${LOG_LEVELS.join(', ')}`);
  }
  checkSettings(settingsOf(options));
  const warn = (message: string) => void ((log ?? console) as Pick<Console, 'warn'>).warn(message);
  const inProduction = process.env.NODE_ENV === 'production';
  checkSecret('salt of createKoaApiTokens', salt, inProduction, `${SALT_ADVICE}.`, warn);
  if (encryptionKey) checkSecret('encryptionKey of createKoaApiTokens', encryptionKey, inProduction, `${ENCRYPTION_KEY_ADVICE}.`, warn);
  for (const name of ['previousSalts', 'previousEncryptionKeys']) {
    (options[name] as string[] | undefined)?.forEach((secret, index) => (
      checkSecret(`${name}[${index}] of createKoaApiTokens`, secret, inProduction, `${PREVIOUS_ADVICE}.`, warn)));
  }
}

/** The settings among the options, as below `apiToken` in a CMS. */
export function settingsOf(options: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).filter(([name, value]) => SETTINGS.includes(name) && value !== undefined));
}

function checkSettings(settings: Record<string, unknown>): void {
  const problems = problemsOf({ apiToken: settings }).map((problem) => problem.replace(/admin\.apiToken\.([\w.]+)( \([A-Z_]+\))?/g, '$1'));
  if (problems.length > 0) throw wrong(problems.join('; '));
  const unknown = unknownSettings(settings);
  if (unknown.length > 0) throw wrong(`unknown options: ${unknown.join(', ')}`);
}

function checkContentTypes(contentTypes: unknown): void {
  if (!isObject(contentTypes)) throw wrong('contentTypes must be an object that maps names to types');
  for (const [name, type] of Object.entries(contentTypes)) {
    const at = `contentTypes.${name}`;
    if (!isObject(type) || !isObject(type['attributes'])) throw wrong(`${at} must have attributes`);
    const unknown = Object.keys(type).find((key) => !TYPE_KEYS.includes(key));
    if (unknown !== undefined) throw wrong(`${at} has the unknown key ${unknown}. Known keys are ${TYPE_KEYS.join(', ')}`);
    if (type['checkWhere'] !== undefined && typeof type['checkWhere'] !== 'function') throw wrong(`${at}.checkWhere must be a function, or left out`);
    for (const [field, attribute] of Object.entries(type['attributes'])) checkAttribute(`${at}.attributes.${field}`, attribute, contentTypes);
  }
}

function checkAttribute(at: string, attribute: unknown, contentTypes: Record<string, unknown>): void {
  if (!isObject(attribute) || typeof attribute['type'] !== 'string') throw wrong(`${at} must have a type`);
  const unknown = Object.keys(attribute).find((key) => !ATTRIBUTE_KEYS.includes(key));
  if (unknown !== undefined) throw wrong(`${at} has the unknown key ${unknown}. Known keys are ${ATTRIBUTE_KEYS.join(', ')}`);
  if (NESTED_TYPES.includes(attribute['type'])) throw wrong(`${at} cannot have the type ${attribute['type']}`);
  const { type, target, inversedBy } = attribute;
  if (type !== 'relation') return;
  const related = Object.hasOwn(contentTypes, String(target)) ? contentTypes[String(target)] as { attributes?: object } : undefined;
  if (related === undefined) throw wrong(`${at}.target must be one of contentTypes`);
  if (inversedBy !== undefined && !Object.hasOwn(related.attributes ?? {}, String(inversedBy))) throw wrong(`${at}.inversedBy must be a field of ${String(target)}`);
}

function checkKnex(knex: unknown): void {
  const { client, raw, transaction, isTransaction } = (typeof knex === 'function' ? knex : {}) as Record<string, unknown>;
  if (!isObject(client) || typeof raw !== 'function' || typeof transaction !== 'function') {
    throw wrong(`knex must be the app's knex instance, as created by knex({ client, connection }), with the client ${oneOf(CLIENTS)}`);
  }
  if (isTransaction === true) throw wrong('knex must be the knex instance itself: a transaction ends, but tokens are used after it');
  const { driverName } = client;
  if (!CLIENTS.includes(driverName as string)) {
    throw wrong(`knex must have the client ${oneOf(CLIENTS)}; that of this instance is ${typeof driverName === 'string' ? driverName : 'not one of knex’s'}`);
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isListOfTexts(value: unknown): boolean {
  return Array.isArray(value) && value.length <= MAX_PREVIOUS && value.every((text) => typeof text === 'string');
}

function isAction(value: unknown): boolean {
  return typeof value === 'string' && /^\S+$/.test(value) && value.length <= MAX_ACTION_LENGTH && !value.includes('\0') && value.isWellFormed();
}

function oneOf(names: string[]): string {
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

function wrong(what: string): TypeError {
  return new TypeError(`createKoaApiTokens: ${what}.`);
}
