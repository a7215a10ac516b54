import createKnex, { type Knex } from 'knex';
import { createKoaApiTokens, type KoaApiTokens } from '../../koa/create-koa-api-tokens';
import { serveCalls } from './child';
import { actionsOf } from './fill-tokens';
import { secrets } from './secrets';

/** As many actions as an app with a hundred content types has. */
const ACTIONS = 500;

const clients: Record<string, string> = { sqlite: 'better-sqlite3', postgres: 'pg', mysql: 'mysql2' };
let knex: Knex;
let tokens: KoaApiTokens;
let made = 0;

/** Tokens for a plain Koa app, whose actions are its own: a host has no more than its content types have. */
async function start({ DATABASE_CLIENT, DATABASE_FILENAME, DATABASE_URL }: Record<string, string>): Promise<void> {
  const connection = DATABASE_URL ?? { filename: DATABASE_FILENAME! };
  knex = createKnex({ client: clients[DATABASE_CLIENT!], connection, useNullAsDefault: true });
  tokens = await createKoaApiTokens({ knex, salt: secrets.API_TOKEN_SALT, encryptionKey: secrets.ENCRYPTION_KEY, actions: actionsOf(ACTIONS) });
}

/** Makes tokens with so many permissions each, and answers how long each took (milliseconds). */
async function create({ count, permissions }: { count: number; permissions: number }): Promise<number[]> {
  const times: number[] = [];
  for (let turn = 0; turn < count; turn += 1) {
    const begun = performance.now();
    const token = await tokens.create({ name: `made ${made += 1}`, type: 'custom', permissions: actionsOf(permissions) });
    times.push(performance.now() - begun);
    if (token.permissions.length !== permissions) throw new Error(`Wrong answer: ${token.permissions.length} permissions of ${permissions}`);
  }
  return times;
}

const methods = { start, create };

/** The calls of this process. */
export type KoaMethods = typeof methods;

serveCalls(methods, async () => {
  await tokens.close();
  await knex.destroy();
});
