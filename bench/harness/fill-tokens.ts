import type { Knex } from 'knex';
import { createAccessKey } from '../../server/key/access-key';
import { hashKey } from '../../server/key/hash-key';

/** The table of tokens. */
export const TOKENS = 'api_tokens_tokens';

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

/** Puts so many tokens in the table that nobody has a key for. */
export async function fillTokens(knex: Knex, count: number): Promise<void> {
  const name: string = knex.client.driverName ?? knex.client.config.client;
  const insert = statements[name];
  if (insert === undefined) throw new Error(`There is no way to fill a database of ${name}.`);
  for (let from = 1; from <= count; from += AT_ONCE) await knex.raw(insert(from, Math.min(count, from + AT_ONCE - 1)));
  if (name !== 'better-sqlite3') await knex.raw(name === 'pg' ? `analyze ${TOKENS}` : `analyze table ${TOKENS}`);
}

/** Writes so many read-only tokens as rows, and answers their keys. `label` keeps their names apart from others. */
export async function insertTokens(knex: Knex, salt: string, count: number, label: string): Promise<string[]> {
  const keys = Array.from({ length: count }, () => createAccessKey('cms', 'content'));
  for (let start = 0; start < count; start += AT_ONCE) {
    await knex.transaction(async (transaction) => {
      for (let from = start; from < Math.min(count, start + AT_ONCE); from += 100) {
        await transaction(TOKENS).insert(keys.slice(from, Math.min(count, from + 100)).map((key, index) => ({
          name: `${label} ${from + index}`, description: '', kind: 'content-api', type: 'read-only', access_key: hashKey(key, salt), hint: key.slice(-4),
        })));
      }
    });
  }
  return keys;
}
