import type { FindParams, Row } from '../../../server/host';
import type { Transactions } from '../connections/transaction';
import type { Dialect } from '../dialects/dialect';
import type { Field, Model } from '../schema/model';
import { invalid, refusal } from '../schema/values';
import type { Draft } from './draft';
import { compileOrderBy } from './order-by';
import { parsePopulate, type Population, populateRows } from './populate';
import { compileWhere } from './where';

/** What a read of related records adds to the statement. Bindings are pushed in the order join, condition. */
export interface Extension {
  select?: (quote: (name: string) => string) => string;
  join?: (draft: Draft, table: string) => string;
  condition?: (draft: Draft, table: string) => string;
  /** The default order. */
  order?: (quote: (name: string) => string) => string;
  /** Reads only part of each owner's rows, plus its first one; rows contain their position and the total. */
  part?: { owner: (quote: (name: string) => string, table: string) => string } & Part;
}

/** Part of the related records of each owner: `limit` of them after the first `start`. */
export interface Part {
  start: number;
  limit: number;
}

/** The names of a row's position among its owner's, from 1, and of their total. */
export const rowKey = '$row';
export const totalKey = '$total';

/** The most records whose related records are read beside them: whether they exist is not known yet. */
const mostSought = 100;

/** Reads records and populates them. Throws a ValidationError for anything that the model does not have. */
export type Find = (model: Model, params: FindParams, extension?: Extension) => Promise<Row[]>;

/** What a statement reads: its select list, and the fields to decode in its rows. */
export interface Selection {
  list: string;
  decoded: Field[];
}

/** The columns for `select` (the id always among them) and those that `population` needs. Throws a ValidationError. */
export function compileSelection(
  dialect: Dialect, model: Model, select: readonly string[] | undefined, population: Population,
): Selection {
  const own = select === undefined ? { list: model.selectedFields, decoded: model.decoded } : someFields(model, select);
  if (population.length === 0) return own;
  const keys = population.flatMap(({ relation }) =>
    relation.kind === 'toOne' ? [`${dialect.quote(relation.column)} as ${dialect.quote(relation.name)}`] : []);
  return { list: [own.list, ...keys].join(', '), decoded: own.decoded };
}

/** Selections of lists that cannot change, such as a content type's. */
const selections = new WeakMap<Model, WeakMap<readonly string[], Selection>>();

function someFields(model: Model, select: readonly string[]): Selection {
  if (!Object.isFrozen(select)) return selectFields(model, select);
  const known = selections.get(model) ?? new WeakMap<readonly string[], Selection>();
  selections.set(model, known);
  const selection = known.get(select) ?? selectFields(model, select);
  known.set(select, selection);
  return selection;
}

function selectFields(model: Model, select: readonly string[]): Selection {
  const fields = [...new Set(['id', ...select])].map((name) => {
    const field = model.fields.get(name);
    if (field) return field;
    throw refusal(['select', String(name)], `Invalid key ${name}`);
  });
  return { list: fields.map((field) => field.selected).join(', '), decoded: fields.filter((field) => field.codec.decode) };
}

/** Converts what the driver read to what callers get, in place. */
export function decodeRows(rows: Row[], decoded: Field[]): Row[] {
  for (const row of rows) {
    for (const { name, codec } of decoded) {
      const stored = row[name];
      if (stored !== null) row[name] = codec.decode!(stored);
    }
  }
  return rows;
}

function compileCount(name: 'limit' | 'offset', value: unknown): number {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  throw invalid([name], 'must be a whole number from 0');
}

function compileRange(draft: Draft, { limit, offset }: FindParams): string {
  if (limit === undefined && offset === undefined) return '';
  // SQLite recompiles a statement for every bound limit.
  const range = ` limit ${limit === undefined ? draft.dialect.noLimit : compileCount('limit', limit)}`;
  if (offset === undefined) return range;
  draft.bindings.push(compileCount('offset', offset));
  return `${range} offset ?`;
}

function compilePart(
  draft: Draft, { owner, start, limit }: NonNullable<Extension['part']>, table: string, order: string, read: (columns: string) => string,
): string {
  const { quote } = draft.dialect;
  const row = quote(rowKey);
  const partition = `partition by ${owner(quote, table)}`;
  const columns = `, row_number() over (${partition}${order}) as ${row}, count(*) over (${partition}) as ${quote(totalKey)}`;
  draft.bindings.push(start, start + limit);
  return `select * from (${read(columns)}) as ${quote('$part')} where ${row} = 1 or (${row} > ? and ${row} <= ?) order by ${row}`;
}

/** The ids of all records that can match, if the condition is nothing but a list of a few, of which none is left out. */
function soughtIds({ where, limit = Infinity, offset }: FindParams): number[] | undefined {
  if (where === undefined || Object.keys(where).length !== 1 || offset !== undefined) return undefined;
  const { id } = where;
  const ids: unknown[] = typeof id === 'object' && id !== null && Object.keys(id).length === 1 && Array.isArray(id.$in) ? id.$in : [id];
  return ids.length <= Math.min(limit, mostSought) && ids.every((each) => typeof each === 'number') ? ids as number[] : undefined;
}

/** Creates the function that reads records. */
export function createFind(dialect: Dialect, transactions: Transactions): Find {
  /** Reads related records beside the records themselves, since every statement in a row costs a busy server a turn. */
  async function populateSought(reading: Promise<Row[]>, ids: number[], population: Population): Promise<Row[]> {
    const owners = new Map(ids.map((id): [number, Row] => [id, { id }]));
    const [rows] = await Promise.all([reading, populateRows(find, [...owners.values()], population)]);
    return rows.map((row) => ({ ...row, ...owners.get(row['id']) }));
  }

  return find;

  async function find(model: Model, params: FindParams, extension: Extension = {}): Promise<Row[]> {
    const { quote } = dialect;
    const draft: Draft = { dialect, bindings: [], aliases: 0 };
    const table = quote(model.table);
    const population = parsePopulate(model, params.populate);
    const { list, decoded } = compileSelection(dialect, model, params.select, population);

    const extraColumn = extension.select ? `, ${extension.select(quote)}` : '';
    const join = extension.join?.(draft, table) ?? '';
    const extraCondition = extension.condition?.(draft, table);
    const where = compileWhere(draft, model, table, params.where);
    const conditions = extraCondition && where ? `${extraCondition} and ${where}` : (extraCondition ?? where);
    const order = (params.orderBy === undefined ? extension.order?.(quote) : undefined)
      ?? compileOrderBy(draft, model, table, params.orderBy);
    const read = (columns: string) => `select ${list}${extraColumn}${columns} from ${table}${join}${conditions ? ` where ${conditions}` : ''}`;
    const sql = extension.part ? compilePart(draft, extension.part, table, order, read) : `${read('')}${order}${compileRange(draft, params)}`;

    const rows = async () => decodeRows(await transactions.rows(sql, draft.bindings), decoded);
    if (population.length === 0) return rows();
    const ids = population.every(({ relation }) => relation.kind !== 'toOne') ? soughtIds(params) : undefined;
    if (ids !== undefined) return populateSought(rows(), ids, population);
    const found = await rows();
    await populateRows(find, found, population);
    return found;
  };
}
