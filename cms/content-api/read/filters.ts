import type { Where } from '../../../server/host';
import type { ContentType, RelationAttribute, ScalarAttribute } from '../../content-type';
import type { ValidationError } from '../../errors';
import { invalidKey, invalidParameter } from '../invalid-input';
import type { ReadContext } from './read-context';
import { isRelation, readableAttribute } from './readable-attributes';

const listOperators = new Set(['$in', '$notIn', '$between']);
const valueOperators = new Set([
  '$eq', '$eqi', '$ne', '$nei', '$lt', '$lte', '$gt', '$gte', '$null', '$notNull', '$contains', '$notContains', '$containsi',
  '$notContainsi', '$startsWith', '$startsWithi', '$endsWith', '$endsWithi',
]);
const searchOperators = new Set([
  '$contains', '$notContains', '$containsi', '$notContainsi', '$startsWith', '$startsWithi', '$endsWith', '$endsWithi',
]);
const isOperator = (key: string): boolean => listOperators.has(key) || valueOperators.has(key) || key === '$not';

const deepestNesting = 16;
/** The maximum number of nested relations. Each may multiply the work of the database. */
const longestChain = 4;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Where in `filters` the reader is. */
interface Place {
  /** All keys so far. */
  path: string[];
  /** How many of them are relations. */
  chain: number;
}

/**
 * The conditions that `filters` puts on records of `type`, in the form of `strapi.db.query`. Throws a {@link ValidationError} for
 * attributes that do not exist, are private or belong to a type that the caller may not find, for unknown operators, and for malformed
 * filters. Whether a value is valid for its attribute is left to the database layer, which throws the same error.
 */
export async function readFilters(filters: unknown, type: ContentType, context: ReadContext): Promise<Where> {
  return readRecord(filters, type, context, { path: [], chain: 0 });
}

function badForm(): ValidationError {
  return invalidParameter('filters', 'Expected an object');
}

function unknownKey(path: string[]): ValidationError {
  return invalidKey(path.at(-1)!, path.filter((key) => !key.startsWith('$') || key === path.at(-1)), { source: 'query', param: 'filters' });
}

function step(place: Place, key: string): Place {
  if (place.path.length >= deepestNesting) throw invalidParameter('filters', 'They are nested too deeply');
  return { path: [...place.path, key], chain: place.chain };
}

async function readRecord(value: unknown, type: ContentType, context: ReadContext, place: Place): Promise<Where> {
  if (Array.isArray(value)) return { $and: await readRecords(value, type, context, place) };
  if (!isObject(value)) throw badForm();
  const own = context.restrictions?.ownConditions(value, type);
  if (own !== undefined) return own;
  const where: Where = {};
  for (const [key, operand] of Object.entries(value)) {
    const here = step(place, key);
    context.spendTerm();
    if (key === '$and' || key === '$or') {
      if (!Array.isArray(operand)) throw invalidParameter('filters', `Expected ${key} to be a list`);
      where[key] = await readRecords(operand, type, context, here);
    } else if (key === '$not') {
      where[key] = await readRecord(operand, type, context, here);
    } else {
      const attribute = readableAttribute(type, key);
      if (!attribute) throw unknownKey(here.path);
      where[key] = isRelation(attribute)
        ? await readRelation(operand, attribute, context, here)
        : readOperand(operand, attribute, context, here);
    }
  }
  return where;
}

async function readRecords(list: unknown[], type: ContentType, context: ReadContext, place: Place): Promise<Where[]> {
  const conditions: Where[] = [];
  for (const [index, entry] of list.entries()) {
    context.spendTerm();
    conditions.push(await readRecord(entry, type, context, step(place, `$${index}`)));
  }
  return conditions;
}

/** A relation is compared by the id of the related record, or by conditions on it. */
async function readRelation(operand: unknown, relation: RelationAttribute, context: ReadContext, place: Place): Promise<unknown> {
  if (!await context.mayFind(relation.target)) throw unknownKey(place.path);
  if (place.chain >= longestChain) throw invalidParameter('filters', `Relations may be nested at most ${longestChain} levels deep`);
  const target = context.types[relation.target]!;
  const id = readableAttribute(target, 'id') as ScalarAttribute;
  if (!isObject(operand)) return readOperand(operand, id, context, place);
  const keys = Object.keys(operand);
  if (keys.length === 0) throw badForm();
  if (keys.every((key) => listOperators.has(key) || valueOperators.has(key))) return readOperand(operand, id, context, place);
  return readRecord(operand, target, context, { path: place.path, chain: place.chain + 1 });
}

/** A value, a list of values, or operators. As in Strapi, a list given to an operator for one value means any of them. */
function readOperand(operand: unknown, attribute: ScalarAttribute, context: ReadContext, place: Place): unknown {
  if (!isObject(operand)) return requireValues(operand, context);
  const entries = Object.entries(operand);
  if (entries.length === 0) throw badForm();
  const conditions = entries.map(([key, value]): Where => {
    const here = step(place, key);
    context.spendTerm();
    if (!isOperator(key)) throw unknownKey(here.path);
    if (key === '$not') return { $not: readOperand(value, attribute, context, here) };
    const values = requireValues(value, context);
    if (searchOperators.has(key)) for (const text of Array.isArray(values) ? values : [values]) context.spendSearch(String(text));
    if (listOperators.has(key)) return { [key]: Array.isArray(values) ? values : [values] };
    return Array.isArray(values) ? { $or: values.map((each) => ({ [key]: each })) } : { [key]: values };
  });
  return conditions.length === 1 ? conditions[0] : { $and: conditions };
}

/** A value or a list of values. */
function requireValues(value: unknown, context: ReadContext): unknown {
  context.spendValues(Array.isArray(value) ? value.length : 1);
  const wellFormed = Array.isArray(value)
    ? value.length > 0 && value.every((each) => !isObject(each) && !Array.isArray(each) && each !== undefined)
    : !isObject(value) && value !== undefined;
  if (!wellFormed) throw badForm();
  return value;
}
