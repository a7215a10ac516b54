import type { Transactions } from '../connections/transaction';
import { DatabaseError } from '../database-error';
import type { Dialect } from '../dialects/dialect';
import type { Linked, Relation, ToMany } from '../schema/model';
import { invalid } from '../schema/values';

/** The change of a relation in `data`: its complete content, or what is added and removed. Ids are distinct, in the given order. */
export type RelationChange = { set: number[] } | { connect: number[]; disconnect: number[] };

const commands = new Set(['set', 'connect', 'disconnect']);

function isCommand(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.keys(value).some((key) => commands.has(key));
}

/**
 * Reads the value of a relation in `data`: an id, `{ id }`, null, a list of them, or `{ set }`, `{ connect, disconnect }`. Throws a
 * ValidationError for anything else. Whether the records exist is not checked.
 */
export function parseRelationChange(relation: Relation, value: unknown): RelationChange {
  const { encode } = relation.target.fields.get('id')!.codec;
  if (!isCommand(value)) return { set: ids(value) };
  for (const key of Object.keys(value)) if (!commands.has(key)) throw invalid([relation.name], `has an invalid key ${key}`);
  if (value['set'] === undefined) return { connect: ids(value['connect']), disconnect: ids(value['disconnect']) };
  if (value['connect'] !== undefined || value['disconnect'] !== undefined) {
    throw invalid([relation.name], 'accepts either set, or connect and disconnect');
  }
  return { set: ids(value['set']) };

  function ids(list: unknown): number[] {
    if (list === null || list === undefined) return [];
    const found = (Array.isArray(list) ? list : [list]).map((entry) => {
      const id = typeof entry === 'object' && entry !== null ? entry.id : entry;
      return encode(id, [relation.name]) as number;
    });
    return [...new Set(found)];
  }
}

/** The foreign key that results from a change of a to-one relation: an id or null, or no change except for removing some ids. */
export function toOneChange(relation: Relation, value: unknown): { key: number | null } | { unless: number[] } {
  const change = parseRelationChange(relation, value);
  const chosen = 'set' in change ? change.set : change.connect;
  if ('set' in change && chosen.length > 1) throw invalid([relation.name], 'accepts at most one record');
  if ('set' in change || chosen.length > 0) return { key: chosen.at(-1) ?? null };
  return { unless: change.disconnect };
}

/** Applies a change to a to-many relation of the record `owner`. Must run in a transaction that has locked the owner's row. */
export async function changeRelation(
  transactions: Transactions, dialect: Dialect, relation: ToMany | Linked, owner: number, change: RelationChange,
): Promise<void> {
  const { quote } = dialect;
  const listed = (column: string, ids: number[], negated = false) => {
    if (ids.length === 0) return negated ? '' : ' and 1 = 0';
    return ` and ${quote(column)} ${negated ? 'not in' : 'in'} (${ids.map(() => '?').join(', ')})`;
  };

  if (relation.kind === 'toMany') {
    const table = quote(relation.target.table);
    const key = quote(relation.targetColumn);
    const release = async (condition: string, ids: number[]) => {
      await transactions.write(`update ${table} set ${key} = null where ${key} = ?${condition}`, [owner, ...ids]);
    };
    const wanted = 'set' in change ? change.set : change.connect;
    if ('set' in change) await release(listed('id', wanted, true), wanted);
    else if (change.disconnect.length > 0) await release(listed('id', change.disconnect), change.disconnect);
    if (wanted.length === 0) return;
    const taken = `update ${table} set ${key} = ? where 1 = 1${listed('id', wanted)}`;
    const { affected } = await transactions.write(taken, [owner, ...wanted]);
    if (affected !== wanted.length) throw new DatabaseError('foreign-key');
    return;
  }

  const table = quote(relation.table);
  const own = quote(relation.ownColumn);
  const gone = 'set' in change ? '' : listed(relation.targetColumn, [...change.connect, ...change.disconnect]);
  const goneIds = 'set' in change ? [] : [...change.connect, ...change.disconnect];
  await transactions.write(`delete from ${table} where ${own} = ?${gone}`, [owner, ...goneIds]);
  const wanted = 'set' in change ? change.set : change.connect;
  if (wanted.length === 0) return;
  const pairs = wanted.map(() => '(?, ?)').join(', ');
  await transactions.write(
    `insert into ${table} (${own}, ${quote(relation.targetColumn)}) values ${pairs}`, wanted.flatMap((id) => [owner, id]),
  );
}
