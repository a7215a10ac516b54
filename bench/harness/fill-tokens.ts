import type { Knex } from 'knex';
import { createAccessKey } from '../../server/key/access-key';
import type { Keyring } from '../../server/key/keyring';

const TOKENS = 'api_tokens_issued';
const KEYS = 'api_tokens_keys';
const PERMISSIONS = 'api_tokens_permissions';
const COLUMNS = 'name, description, kind, type, issued_at, changed_at';

/** Rows as the plugin writes them, with a hash of no key: made by the database itself, since a million take long otherwise. */
const statements: Record<string, { tokens: (from: number, to: number) => string; hash: string }> = {
  'better-sqlite3': {
    tokens: (from, to) => `with recursive n(i) as (select ${from} union all select i + 1 from n where i < ${to})
      insert into ${TOKENS} (${COLUMNS}) select 'filler ' || i, '', 'content-api', 'read-only', 0, 0 from n`,
    hash: 'lower(hex(randomblob(64)))',
  },
  pg: {
    tokens: (from, to) => `insert into ${TOKENS} (${COLUMNS})
      select 'filler ' || i, '', 'content-api', 'read-only', 0, 0 from generate_series(${from}, ${to}) as i`,
    hash: ['a', 'b', 'c', 'd'].map((letter) => `md5(id || '${letter}' || random())`).join(' || '),
  },
  mysql2: {
    tokens: (from, to) => `insert into ${TOKENS} (${COLUMNS})
      select concat('filler ', seq), '', 'content-api', 'read-only', 0, 0 from seq_${from}_to_${to}`,
    hash: 'sha2(concat(id, rand()), 512)',
  },
};

/** So few that a server answers in time. */
const AT_ONCE = 20_000;

/** Puts tokens in the table that nobody has a key for, numbered `from` to `to`. */
export async function fillTokens(knex: Knex, { from, to }: { from: number; to: number }): Promise<void> {
  const name: string = knex.client.driverName ?? knex.client.config.client;
  const insert = statements[name];
  if (insert === undefined) throw new Error(`There is no way to fill a database of ${name}.`);
  for (let start = from; start <= to; start += AT_ONCE) {
    const [row] = await knex(TOKENS).max({ last: 'id' }) as Array<{ last: number | null }>;
    await knex.raw(insert.tokens(start, Math.min(to, start + AT_ONCE - 1)));
    await knex.raw(`insert into ${KEYS} (token_id, hash, hint) select id, ${insert.hash}, 'abcd' from ${TOKENS} where id > ?`, [row?.last ?? 0]);
  }
  if (name === 'better-sqlite3') return;
  for (const table of [TOKENS, KEYS]) await knex.raw(name === 'pg' ? `analyze ${table}` : `analyze table ${table}`);
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
export async function insertTokens(knex: Knex, { hash, saltIds: [saltId] }: Pick<Keyring, 'hash' | 'saltIds'>, { count, label, permissions = 0 }: Batch): Promise<string[]> {
  const keys = Array.from({ length: count }, () => createAccessKey('cms', 'content'));
  const type = permissions > 0 ? 'custom' : 'read-only';
  for (let start = 0; start < count; start += AT_ONCE) {
    await knex.transaction(async (transaction) => {
      for (let from = start; from < Math.min(count, start + AT_ONCE); from += 100) {
        const some = keys.slice(from, Math.min(count, from + 100));
        const nameOf = (index: number) => `${label} ${from + index}`;
        await transaction(TOKENS).insert(some.map((_key, index) => ({
          name: nameOf(index), description: '', kind: 'content-api', type, issued_at: 0, changed_at: 0,
        })));
        const rows: Array<{ id: number; name: string }> = await transaction(TOKENS).whereIn('name', some.map((_key, index) => nameOf(index))).select('id', 'name');
        const ids = new Map(rows.map(({ id, name }) => [name, id]));
        await transaction(KEYS).insert(some.map((key, index) => ({
          token_id: ids.get(nameOf(index)), hash: hash(key), salt_id: saltId, hint: key.slice(-4),
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
