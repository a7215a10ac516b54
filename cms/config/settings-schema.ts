import { array, boolean, number, object, string } from 'yup';
import { isDatabaseUrl, urlForm } from '../database/database-url';

/** A setting as messages name it: its path, and the variable that sets it. */
const named = (path: string, variable: string) => `${path} (${variable})`;

const wholeNumber = (name: string, min: number, max: number) => {
  const message = `${name} must be a whole number from ${min} to ${max}`;
  return number().strict().typeError(message).nonNullable(message).integer(message).min(min, message).max(max, message);
};
const flag = (name: string) => {
  const message = `${name} must be true or false`;
  return boolean().strict().typeError(message).nonNullable(message);
};
const word = (name: string, words: string[]) => {
  const message = `${name} must be one of ${words.join(', ')}`;
  return string().strict().typeError(message).required(message).oneOf(words, message);
};
const textThat = (name: string, form: string, holds: (value: string) => boolean) => {
  const message = `${name} must be ${form}`;
  return string().strict().typeError(message).required(message).test('form', message, (value) => value !== undefined && holds(value));
};
const text = (name: string) => string().strict().typeError(`${name} must be text`);

const HOST_FORM = /^[^\s"'`/]+$/;
const origins = `${named('server.cors.origin', 'CORS_ORIGIN')} must be * or a list of origins such as https://www.example.com, `
  + 'separated by commas, each without a path or a trailing slash';

const server = object({
  host: textThat(named('server.host', 'HOST'), 'an address or host name', (value) => HOST_FORM.test(value)),
  port: wholeNumber(named('server.port', 'PORT'), 0, 65_535).required(),
  proxyHops: wholeNumber(named('server.proxyHops', 'PROXY_HOPS'), 0, 100).required(),
  cors: object({
    origin: array().strict().typeError(origins).required(origins).min(1, origins)
      .of(string().strict().typeError(origins).required(origins).test('origin', origins, isOrigin)),
  }).required(),
  logLevel: word(named('server.logLevel', 'LOG_LEVEL'), ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
  graphql: object({ introspection: flag(named('server.graphql.introspection', 'GRAPHQL_INTROSPECTION')).required() }).required(),
}).noUnknown('config/server has no setting named ${unknown}');

const sqliteConnection = object({
  connectionString: text('DATABASE_URL').test(
    'no-url', 'DATABASE_URL is set, so DATABASE_CLIENT must be postgres or mysql; for sqlite, remove DATABASE_URL', (value) => value === undefined,
  ),
  filename: textThat(
    named('database.connection.filename', 'DATABASE_FILENAME'), 'the path of a file; in-memory databases are not supported',
    (value) => value.trim() !== '' && !/^:memory:$|^file:|[/\\]$|\0/i.test(value),
  ),
});

const serverConnection = (client: string) => object({
  connectionString: text('DATABASE_URL').test(
    'url',
    `${named('database.connection.connectionString', 'DATABASE_URL')} must be ${urlForm(client)}`,
    (value) => value === undefined || isDatabaseUrl(value, client),
  ),
  host: text('DATABASE_HOST').matches(/^\S+$/, `${named('database.connection.host', 'DATABASE_HOST')} must be an address or host name`),
  port: wholeNumber(named('database.connection.port', 'DATABASE_PORT'), 1, 65_535),
  database: text('DATABASE_NAME').matches(/\S/, `${named('database.connection.database', 'DATABASE_NAME')} must be the name of a database`),
  user: text('DATABASE_USERNAME').matches(/\S/, `${named('database.connection.user', 'DATABASE_USERNAME')} must be the name of a user`),
  password: text('DATABASE_PASSWORD'),
  ssl: flag(named('database.connection.ssl', 'DATABASE_SSL')).test(
    'mode',
    `${named('database.connection.ssl', 'DATABASE_SSL')} is true, but DATABASE_URL has a weaker sslmode, which would take precedence; remove it`,
    (ssl, { parent }) => ssl !== true || !/[?&](uselibpqcompat=true|ssl(mode)?=(disable|allow|prefer|no-verify|false|0))(&|$)/i.test(parent.connectionString ?? ''),
  ),
});

const poolMax = named('database.pool.max', 'DATABASE_POOL_MAX');
const database = object({
  client: word(named('database.client', 'DATABASE_CLIENT'), ['sqlite', 'postgres', 'mysql']),
  connection: object().when('client', ([client]) =>
    (client === 'sqlite' ? sqliteConnection : client === 'postgres' || client === 'mysql' ? serverConnection(client) : object())),
  pool: object({
    min: wholeNumber(named('database.pool.min', 'DATABASE_POOL_MIN'), 0, 1000),
    max: wholeNumber(poolMax, 1, 1000).test(
      'room', `${poolMax} must be at least DATABASE_POOL_MIN`,
      (max, { parent }) => max === undefined || !(parent.min > max),
    ),
  }),
});

/** What the CMS itself needs of its configuration. Messages name the setting, its variable and what is allowed, never a value. */
export const settingsSchema = object({
  environment: word('NODE_ENV', ['development', 'production', 'test']),
  server,
  database,
  admin: object({
    auth: object({ secret: text('admin.auth.secret (ADMIN_JWT_SECRET)') }),
    apiToken: object(),
    secrets: object(),
    roles: object({ editor: array().of(string().strict().required()).strict() }),
  }).noUnknown('config/admin has no setting named ${unknown}'),
});

/** Whether a browser can send this as its `Origin`. */
function isOrigin(value: string | undefined): boolean {
  if (value === '*') return true;
  if (value === undefined || !/^[a-z][a-z0-9+.-]*:\/\/[^\s/?#@A-Z]+$/.test(value)) return false;
  const { origin } = URL.canParse(value) ? new URL(value) : { origin: '' };
  // Non-standard schemes, such as an app's own, have no origin here.
  return origin === value || origin === 'null';
}
