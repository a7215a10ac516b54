/** An app as several of them start on one database: waits for its parent, then makes a token of its process id. `KNEX` is knex's configuration in JSON. */
import createKnex from 'knex';
import { createKoaApiTokens } from '../../koa/create-koa-api-tokens';
import { quietLog } from '../support/database';

const knex = createKnex(JSON.parse(process.env['KNEX']!));

process.once('message', async () => {
  const tokens = await createKoaApiTokens({ knex, salt: 'a salt for tests that is long enough', actions: ['notes.find'], log: quietLog });
  await tokens.create({ name: String(process.pid) });
  await tokens.close();
  await knex.destroy();
  process.disconnect();
});
process.send!('ready');
