import type { Knex } from 'knex';
import { createAccessKey } from '../../server/key/access-key';
import { hashKey } from '../../server/key/hash-key';

const TOKENS = 'api_tokens_tokens';

const PERMISSIONS = 'api_tokens_token_permissions';
const COLUMNS = 'name, description, kind, type, access_key, hint';

/** Rows as the plugin writes them, with a hash of no key: made by the database itself, since a million take long otherwise. */
const statements: Record<string, (from: number, to: number) => string> = {
  'better-sqlite3': (from, to) => `with recursive n(i) as (select ${from} union all select i + 1 from n where i < ${to})
    insert into ${TOKENS} (${COLUMNS})
    select 'filler ' || i, '', 'content-api', 'read-only', lower(hex(randomblob(64))), 'abcd' from n`,
  pg: (from, to) => `insert into ${TOKENS} (${COLUMNS})
    select 'filler ' || i, '', 'content-api', 'read-only',
      md5(i || 'a' || random()) || md5(i || 'b' || random()) || md5(i || 'c' || random()) || md5(i || 'd' || random()), 'abcd'
    from generate_series(${from}, ${to}) as i`,
  mysql2: (from, to) => `insert into ${TOKENS} (${COLUMNS})
    select concat('filler ', seq), '', 'content-api', 'read-only', sha2(concat(seq, rand()), 512), 'abcd' from seq_${from}_to_${to}`,
};

/** So few that a server answers in time. */
const AT_ONCE = 20_000;

/** Puts tokens in the table that nobody has a key for, numbered `from` to `to`. */
export async function fillTokens(knex: Knex, { from, to }: { from: number; to: number }): Promise<void> {
  const name: string = knex.client.driverName ?? knex.client.config.client;
  const insert = statements[name];
  if (insert === undefined) throw new Error(`There is no way to fill a database of ${name}.`);
  for (let start = from; start <= to; start += AT_ONCE) await knex.raw(insert(start, Math.min(to, start + AT_ONCE - 1)));
  if (name !== 'better-sqlite3') await knex.raw(name === 'pg' ? `analyze ${TOKENS}` : `analyze table ${TOKENS}`);
}

/** Tokens to write as rows. */
export interface Batch {
  count: number;
  /** Keeps their names apart from others. */
  label: string;
  /** How many actions each has, for custom tokens; read-only ones when left out. */
  permissions?: number;
}

/** So many actions of a custom token, the first of them reading an article. */
export function actionsOf(count: number): string[] {
  return Array.from({ length: count }, (_, index) => (index === 0 ? 'api::article.article.findOne' : `api::shelf-${index}.shelf-${index}.find`));
}

/** Writes tokens as rows, and answers their keys. */
export async function insertTokens(knex: Knex, salt: string, { count, label, permissions = 0 }: Batch): Promise<string[]> {
  const keys = Array.from({ length: count }, () => createAccessKey('cms', 'content'));
  const type = permissions > 0 ? 'custom' : 'read-only';
  for (let start = 0; start < count; start += AT_ONCE) {
    await knex.transaction(async (transaction) => {
      for (let from = start; from < Math.min(count, start + AT_ONCE); from += 100) {
        await transaction(TOKENS).insert(keys.slice(from, Math.min(count, from + 100)).map((key, index) => ({
          name: `${label} ${from + index}`, description: '', kind: 'content-api', type, access_key: hashKey(key, salt), hint: key.slice(-4),
        })));
      }
    });
  }
  await knex.transaction(async (transaction) => {
    for (const action of actionsOf(permissions)) {
      await transaction.raw(`insert into ${PERMISSIONS} (action, token_id) select ?, id from ${TOKENS} where name like ?`, [action, `${label} %`]);
    }
  });
  return keys;
}
