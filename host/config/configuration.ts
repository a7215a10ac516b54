import { join } from 'node:path';
import { array, boolean, number, object, string, ValidationError } from 'yup';
import { createEnv, type ConfigFactory } from './env';

const FILES = ['admin', 'server', 'database', 'plugins'];
/** The shortest JWT secret that production accepts (characters). */
const MIN_SECRET_LENGTH = 16;

/** The settings of the CMS, by file. */
export interface Configuration {
  /** A setting by its path (`admin.apiToken.salt`), or the fallback where it is not set. */
  get(path: string, fallback?: any): any;
}

const schema = object({
  server: object({
    host: string().strict().required(),
    port: number().strict().integer().min(0).max(65_535).required(),
    proxyHops: number().strict().integer().min(0).max(100).required(),
    cors: object({ origin: array().of(string().strict().required()).strict().required() }).required(),
    logLevel: string().strict().oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).required(),
    graphql: object({ introspection: boolean().strict().required() }).required(),
  }).noUnknown(),
  database: object({
    client: string().strict().oneOf(['sqlite', 'postgres', 'mysql']).required(),
    connection: object({
      port: number().strict().integer().min(1).max(65_535),
      ssl: boolean().strict(),
    }).required(),
    pool: object({ min: number().strict().integer().min(0), max: number().strict().integer().min(1) }),
  }),
  admin: object({
    auth: object({ secret: string().strict() }),
    apiToken: object(),
    secrets: object({ encryptionKey: string().strict() }),
    roles: object({ editor: array().of(string().strict().required()).strict() }),
  }).noUnknown(),
});

/**
 * Reads the files of a `config` folder and checks what the CMS itself needs of them, once, at start.
 * @throws {Error} naming each setting that is missing or wrong, and for a missing secret the variable and a command that makes one
 */
export function loadConfiguration(folder: string, variables: Record<string, string | undefined>): Configuration {
  const env = createEnv(variables);
  const values: Record<string, any> = { environment: env('NODE_ENV', 'development') };
  for (const file of FILES) {
    const factory: ConfigFactory = require(join(folder, file)).default;
    values[file] = factory({ env });
  }
  check(values);
  checkJwtSecret(values.admin.auth?.secret, values.environment === 'production');
  return {
    get: (path, fallback) =>
      path.split('.').reduce<any>((value, name) => (value === null ? undefined : value?.[name]), values) ?? fallback,
  };
}

function check(values: Record<string, unknown>): void {
  try {
    schema.validateSync(values, { strict: true, abortEarly: false });
  } catch (error) {
    // yup's error also holds the values, which may be secrets.
    if (error instanceof ValidationError) throw new Error(`Configuration: ${error.inner.map(withoutValue).join('; ')}.`);
    throw error;
  }
}

function withoutValue({ message }: ValidationError): string {
  return message.replace(/, but the final value was: [^]*$/, '');
}

function checkJwtSecret(secret: string | undefined, inProduction: boolean): void {
  const problem = !secret ? 'is missing'
    : inProduction && secret.length < MIN_SECRET_LENGTH ? `is shorter than ${MIN_SECRET_LENGTH} characters`
    : null;
  if (problem === null) return;
  throw new Error(`The setting admin.auth.secret ${problem}. Set it in config/admin, or set ADMIN_JWT_SECRET to a random value, `
    + 'for example the output of: openssl rand -base64 32');
}
