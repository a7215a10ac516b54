import type { ConfigFactory } from '../cms/config/env';

/** The database of the CMS: SQLite, PostgreSQL or MySQL (MariaDB). */
const database: ConfigFactory = ({ env }) => {
  const url = env('DATABASE_URL');
  const namesServer = () => ['DATABASE_URL', 'DATABASE_HOST', 'DATABASE_PORT', 'DATABASE_NAME', 'DATABASE_USERNAME', 'DATABASE_PASSWORD']
    .some((name) => env(name) !== undefined);
  // Naming a server rules out SQLite, so the client must be named too.
  const client = env('DATABASE_CLIENT') ?? (namesServer() ? '' : 'sqlite');
  const server = () => (url !== undefined
    ? { connectionString: url, ssl: env.bool('DATABASE_SSL', false) }
    : {
        host: env('DATABASE_HOST', '127.0.0.1'),
        port: env.int('DATABASE_PORT', client === 'postgres' ? 5432 : 3306),
        database: env('DATABASE_NAME', 'cms'),
        user: env('DATABASE_USERNAME', 'cms'),
        password: env('DATABASE_PASSWORD', ''),
        ssl: env.bool('DATABASE_SSL', false),
      });
  return {
    client,
    connection: client === 'sqlite' ? { filename: env('DATABASE_FILENAME', '.tmp/data.db'), connectionString: url } : server(),
    pool: { min: env.int('DATABASE_POOL_MIN', 0), max: env.int('DATABASE_POOL_MAX', 10) },
  };
};

export default database;
