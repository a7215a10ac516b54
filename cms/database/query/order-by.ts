import type { FindParams } from '../../../server/host';
import type { Model } from '../schema/model';
import { refusal } from '../schema/values';
import { type Draft, nextAlias } from './draft';

interface Term {
  expression: string;
  /** The direction, and the position of null. */
  order: string;
}

/**
 * The `order by` of a statement: `{ name: 'asc' }`, a list of these, or through a to-one relation `{ category: { name: 'asc' } }`.
 * The id comes last, so that the order is always total; null sorts below every value. Throws a ValidationError.
 */
export function compileOrderBy(draft: Draft, model: Model, table: string, orderBy: FindParams['orderBy']): string {
  const id = `${table}.${draft.dialect.quote('id')}`;
  if (orderBy === undefined) return ` order by ${id}`;
  const terms = (Array.isArray(orderBy) ? orderBy : [orderBy]).flatMap((entry) => compileEntry(draft, model, table, entry, []));
  return ` order by ${[...terms.map(({ expression, order }) => `${expression} ${order}`), id].join(', ')}`;
}

function compileEntry(draft: Draft, model: Model, table: string, entry: unknown, path: string[]): Term[] {
  const { quote, nullsLow } = draft.dialect;
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) throw refusal(path, 'An order must be an object');
  return Object.entries(entry).flatMap(([name, value]: [string, unknown]): Term[] => {
    const field = model.fields.get(name);
    if (field) {
      const direction: unknown = typeof value === 'string' ? value.toLowerCase() : value;
      if (direction !== 'asc' && direction !== 'desc') throw refusal([...path, name], `${name} can only be ordered asc or desc`);
      // If there is no null, an index can provide the order as it is. An empty relation yields null.
      const neverNull = path.length === 0 && (field.attribute.required || name === 'id');
      const nulls = neverNull ? '' : nullsLow[direction];
      return [{ expression: `${table}.${quote(field.column)}`, order: direction + nulls }];
    }
    const relation = model.relations.get(name);
    if (relation?.kind !== 'toOne') throw refusal([...path, name], `Invalid key ${name}`);
    const alias = nextAlias(draft);
    const related = `from ${quote(relation.target.table)} as ${alias} `
      + `where ${alias}.${quote('id')} = ${table}.${quote(relation.column)}`;
    return compileEntry(draft, relation.target, alias, value, [...path, name])
      .map(({ expression, order }) => ({ expression: `(select ${expression} ${related})`, order }));
  });
}
