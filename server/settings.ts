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

/** The shortest salt that production accepts (characters). */
const MIN_SALT_LENGTH = 16;

const milliseconds = () => number().strict().integer().min(0).max(3_600_000);

const apiTokenSchema = object({
  salt: string().strict().required(),
  keyPrefix: string().strict().matches(BRAND_FORM, '${path} must be 1 to 16 lower-case letters and digits, a letter first')
    .default('cms'),
  cache: object({
    revalidateMs: milliseconds().default(1000),
    maxStaleMs: milliseconds().default(5000),
    maxEntries: number().strict().integer().min(1).max(10_000_000).default(10_000),
  }).noUnknown('${path} has no setting named ${unknown}').strict().default({}),
  trackLastUse: boolean().strict().default(true),
}).noUnknown('there is no setting named ${unknown}').strict();

const encryptionKeySchema = string().strict().min(1).nullable().default(null);

/**
 * Reads and checks the settings, once, at start.
 * @throws {Error} naming every setting that is missing, unknown or of the wrong type, and what to do about a missing salt.
 */
export function readSettings(config: Host['config']): Settings {
  const given = config.get('admin.apiToken') ?? {};
  const encryptionKey = check('admin.secrets.encryptionKey', () =>
    encryptionKeySchema.validateSync(config.get('admin.secrets.encryptionKey') || null));
  if (given.salt === undefined || given.salt === '') throw new Error(missingSalt('is missing'));
  const settings = check('admin.apiToken', () =>
    apiTokenSchema.validateSync({ ...given, cache: given.cache ?? {} }, { abortEarly: false }));
  if (config.get('environment') === 'production' && settings.salt.length < MIN_SALT_LENGTH) {
    throw new Error(missingSalt(`is shorter than ${MIN_SALT_LENGTH} characters`));
  }
  return { ...apiTokenSchema.getDefault(), ...apiTokenSchema.cast(settings), encryptionKey } as Settings;
}

function check<T>(where: string, validate: () => T): T {
  try {
    return validate();
  } catch (error) {
    if (error instanceof YupError) throw new Error(`Configuration ${where}: ${error.errors.map(withoutValue).join('; ')}.`);
    throw error;
  }
}

/** yup repeats a value of the wrong type, which may be a secret. */
function withoutValue(message: string): string {
  return message.replace(/, but the final value was: [^]*$/, '');
}

function missingSalt(what: string): string {
  return `The setting admin.apiToken.salt ${what}. Set it in config/admin, or set API_TOKEN_SALT to a random value, `
    + 'for example the output of: openssl rand -base64 32';
}
