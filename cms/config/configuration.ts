import { join } from 'node:path';
import { ValidationError } from 'yup';
import { createEnv, type ConfigFactory } from './env';
import { settingsSchema } from './settings-schema';

const FILES = ['admin', 'server', 'database', 'plugins'];
/** Prefixes of variables that are meant for the CMS: one that is never read is probably misspelt. */
const OWN_VARIABLE = /^(API_TOKEN|DATABASE|ADMIN_JWT|GRAPHQL)_/;
/** The minimum number of characters, and of different ones, of a secret in production. */
const MIN_SECRET_LENGTH = 16;
const MIN_DIFFERENT_CHARACTERS = 5;

/** The settings of the CMS, by file. */
export interface Configuration {
  /** A setting by its path (`admin.apiToken.salt`), or the fallback if it is not set. */
  get(path: string, fallback?: any): any;
}

/**
 * Reads the files of a `config` folder and validates what the CMS itself needs, once, at startup. `warn` gets likely mistakes that do not
 * prevent the start.
 * @throws {Error} naming each setting that is missing or wrong, never its value, and for a secret the variable and a command that generates
 * one
 */
export function loadConfiguration(
  folder: string,
  variables: Record<string, string | undefined>,
  warn: (message: string) => void,
): Configuration {
  const asked = new Set<string>();
  const env = createEnv(variables, (name) => asked.add(name));
  const values: Record<string, any> = { environment: env('NODE_ENV', 'development') };
  for (const file of FILES) {
    const factory: ConfigFactory = require(join(folder, file)).default;
    values[file] = factory({ env });
  }
  check(values);
  for (const name of Object.keys(variables).filter((key) => OWN_VARIABLE.test(key) && variables[key] && !asked.has(key))) {
    warn(`The variable ${name} is set but has no effect: it is misspelt, or does not apply with the other variables as they are. docs/settings.md lists all variables.`);
  }
  checkJwtSecret(values.admin.auth?.secret ?? '', values.environment === 'production', warn);
  return {
    get: (path, fallback) =>
      path.split('.').reduce<any>((value, name) => (value === null ? undefined : value?.[name]), values) ?? fallback,
  };
}

function check(values: Record<string, unknown>): void {
  try {
    settingsSchema.validateSync(values, { strict: true, abortEarly: false });
  } catch (error) {
    // yup's error also contains the values, which may be secrets.
    if (error instanceof ValidationError) throw new Error(`Configuration: ${[...new Set(error.errors.map(withoutValue))].join('; ')}.`);
    throw error;
  }
}

function withoutValue(message: string): string {
  return message.replace(/, but the final value was: [^]*$/, '');
}

function checkJwtSecret(secret: string, inProduction: boolean, warn: (message: string) => void): void {
  const name = 'admin.auth.secret (ADMIN_JWT_SECRET)';
  const whatToDo = 'Set auth.secret in config/admin, or set ADMIN_JWT_SECRET, to a random value, for example the output of: '
    + 'openssl rand -base64 32';
  const missing = secret === '' ? 'is missing' : secret.trim() === '' ? 'is blank' : null;
  const weak = secret.length < MIN_SECRET_LENGTH ? `is shorter than ${MIN_SECRET_LENGTH} characters`
    : new Set(secret).size < MIN_DIFFERENT_CHARACTERS ? `has fewer than ${MIN_DIFFERENT_CHARACTERS} different characters`
    : null;
  if (missing !== null || (weak !== null && inProduction)) throw new Error(`The setting ${name} ${missing ?? weak}. ${whatToDo}`);
  if (weak !== null) warn(`${name} ${weak}, which stops startup in production. ${whatToDo}`);
  if (/^\s|\s$|^(["'`])[^]*\1$/.test(secret)) {
    warn(`${name} has white space or quotes around it. They are part of it: an instance that is configured without them rejects the `
      + 'sessions of this one.');
  }
}
