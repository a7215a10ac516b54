/** The statement that every connection begins with, where the tests set one: what an administrator may have made the default. */
const firstStatement = (statement) => statement && {
  afterCreate(connection, done) {
    connection.query(statement, (error) => done(error, connection));
  },
};

module.exports = ({ env }) => {
  const client = env('DATABASE_CLIENT', 'sqlite');
  if (client === 'sqlite') return { connection: { client, connection: { filename: env('DATABASE_FILENAME') }, useNullAsDefault: true } };
  const { hostname: host, port, username: user, pathname } = new URL(env('DATABASE_URL'));
  return {
    connection: {
      client,
      connection: { host, port: Number(port), user, database: pathname.slice(1), ...(env('DATABASE_SCHEMA') && { schema: env('DATABASE_SCHEMA') }) },
      pool: { ...firstStatement(env('DATABASE_STATEMENT')) },
    },
  };
};
