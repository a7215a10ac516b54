import type { ConfigFactory } from '../host/config/env';

/** Which database the CMS keeps everything in: SQLite, PostgreSQL or MySQL (MariaDB). */
const database: ConfigFactory = ({ env }) => {
  const client = env('DATABASE_CLIENT', 'sqlite');
  const server = env('DATABASE_URL')
    ? { connectionString: env('DATABASE_URL'), ssl: env.bool('DATABASE_SSL', false) }
    : {
        host: env('DATABASE_HOST', '127.0.0.1'),
        port: env.int('DATABASE_PORT', client === 'postgres' ? 5432 : 3306),
        database: env('DATABASE_NAME', 'cms'),
        user: env('DATABASE_USERNAME', 'cms'),
        password: env('DATABASE_PASSWORD', ''),
        ssl: env.bool('DATABASE_SSL', false),
      };
  return {
    client,
    connection: client === 'sqlite' ? { filename: env('DATABASE_FILENAME', '.tmp/data.db') } : server,
    pool: { min: env.int('DATABASE_POOL_MIN', 0), max: env.int('DATABASE_POOL_MAX', 10) },
  };
};

export default database;
