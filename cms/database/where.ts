import type { Where } from '../../server/host';
import type { Dialect, Place } from './dialects/dialect';
import type { Field, Model, Relation } from './model';
import { encodeBoolean, invalid, refusal } from './values';

/** A statement being written: its bindings so far, in the order of their placeholders. */
export interface Draft {
  dialect: Dialect;
  bindings: unknown[];
  /** Tables that were given an alias so far. */
  aliases: number;
}

/** Conditions nested deeper than this are rejected. */
const deepest = 32;
/**
 * The longest text that can be searched for inside others, in UTF-16 units. Databases compare it at every position of a text, so a longer
 * one can take seconds in texts designed for that.
 */
const longestSearch = 255;
/** The maximum number of values in a statement's conditions. Databases accept 32,766 (SQLite) or 65,535 in total. */
const mostValues = 30_000;

const never = '1 = 0';
const always = '1 = 1';

/** A new alias for a table of the statement, quoted. */
export function nextAlias(draft: Draft): string {
  draft.aliases += 1;
  return draft.dialect.quote(`t${draft.aliases}`);
}

/**
 * SQL that is true for the records of `model`, called `table` in the statement, that match `where`; `''` for no condition. Throws
 * a ValidationError for an attribute or operator that does not exist, or a value that its attribute cannot have.
 */
export function compileWhere(draft: Draft, model: Model, table: string, where: Where | undefined, path: string[] = []): string {
  if (where === undefined) return '';
  if (!isRecord(where)) throw refusal(path, 'Conditions must be an object');
  requireShallow(path);
  const conditions: string[] = [];
  for (const name of Object.keys(where)) {
    const condition = compileEntry(draft, model, table, name, where[name], [...path, name]);
    if (condition) conditions.push(condition);
  }
  return conditions.join(' and ');
}

function requireShallow(path: string[]): void {
  if (path.length > deepest) throw refusal(path, 'Conditions are nested too deeply');
}

function isRecord(value: unknown): value is Record<string, any> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function compileEntry(draft: Draft, model: Model, table: string, name: string, value: unknown, path: string[]): string {
  const field = model.fields.get(name);
  if (field) return compileOperand(draft, fieldSubject(draft, field, table), value, path);
  const relation = model.relations.get(name);
  if (relation) return compileRelation(draft, relation, table, value, path);
  const nested = (condition: unknown, at: string[]) => compileWhere(draft, model, table, condition as Where, at);
  if (name === '$and' || name === '$or') return combine(name, value, path, nested);
  if (name === '$not') return negate(nested(value, path));
  throw refusal(path, `Invalid key ${name}`);
}

function combine(
  operator: '$and' | '$or', value: unknown, path: string[], compile: (value: unknown, path: string[]) => string,
): string {
  const list = Array.isArray(value) ? value : [value];
  const conditions = list.map((entry, index) => compile(entry, [...path, String(index)]) || always);
  if (conditions.length === 0) return '';
  return `(${conditions.map((condition) => `(${condition})`).join(operator === '$and' ? ' and ' : ' or ')})`;
}

function negate(condition: string): string {
  return condition ? `not (${condition})` : '';
}

/** The subject of a condition: a column, and how values become bindings for it. */
interface Subject {
  sql: string;
  encode(value: unknown, path: string[]): unknown;
  kind: 'text' | 'ordered' | 'boolean' | 'json';
}

function fieldSubject(draft: Draft, field: Field, table: string): Subject {
  const { type } = field.attribute;
  const sql = `${table}.${draft.dialect.quote(field.column)}`;
  switch (type) {
    case 'boolean':
    case 'json':
      return { sql, encode: field.codec.encode, kind: type };
    case 'integer': case 'biginteger': case 'decimal': case 'float': case 'datetime':
      return { sql, encode: field.codec.encode, kind: 'ordered' };
    default:
      return { sql, encode: field.codec.encode, kind: 'text' };
  }
}

/** The condition of one subject: a value, a list of values, or operators. */
function compileOperand(draft: Draft, subject: Subject, operand: unknown, path: string[]): string {
  if (Array.isArray(operand)) return operators.get('$in')!(draft, subject, operand, path);
  if (!isRecord(operand)) return operators.get('$eq')!(draft, subject, operand, path);
  const conditions: string[] = [];
  for (const name of Object.keys(operand)) {
    const condition = compileOperator(draft, subject, name, operand[name], [...path, name]);
    if (condition) conditions.push(condition);
  }
  return conditions.join(' and ');
}

function compileOperator(draft: Draft, subject: Subject, name: string, operand: unknown, path: string[]): string {
  requireShallow(path);
  const nested = (condition: unknown, at: string[]) => compileOperand(draft, subject, condition, at);
  if (name === '$and' || name === '$or') return combine(name, operand, path, nested);
  if (name === '$not') return negate(nested(operand, path));
  const operator = operators.get(name);
  if (!operator) throw refusal(path, `Invalid operator ${name}`);
  return operator(draft, subject, operand, path);
}

type Operator = (draft: Draft, subject: Subject, operand: unknown, path: string[]) => string;

/** The name of the attribute that the last of `path`, an operator, is applied to. */
function attributePath(path: string[]): string[] {
  const end = path.findLastIndex((step) => !step.startsWith('$') && !/^\d+$/.test(step));
  return path.slice(0, end + 1);
}

function bind(draft: Draft, subject: Subject, value: unknown, path: string[]): string {
  const at = attributePath(path);
  // undefined is usually a mistake that would otherwise match everything.
  if (value === undefined) throw invalid(at, 'has no value to be compared with');
  if (subject.kind === 'json') throw invalid(at, 'is JSON, which can only be compared with null');
  if (draft.bindings.length >= mostValues) throw refusal(at, `Conditions may hold at most ${mostValues} values`);
  draft.bindings.push(subject.encode(value, at));
  return '?';
}

function equality(negated: boolean): Operator {
  return (draft, subject, operand, path) => {
    if (operand === null) return `${subject.sql} is ${negated ? 'not null' : 'null'}`;
    return `${subject.sql} ${negated ? '<>' : '='} ${bind(draft, subject, operand, path)}`;
  };
}

function membership(negated: boolean): Operator {
  return (draft, subject, operand, path) => {
    if (!Array.isArray(operand)) throw invalid(attributePath(path), 'must be compared with a list');
    const values = operand.filter((value) => value !== null);
    const listed = values.length === 0
      ? (negated ? always : never)
      : `${subject.sql} ${negated ? 'not in' : 'in'} (${values.map((value) => bind(draft, subject, value, path)).join(', ')})`;
    if (values.length === operand.length) return listed;
    return negated ? `(${listed} and ${subject.sql} is not null)` : `(${listed} or ${subject.sql} is null)`;
  };
}

function comparison(operator: string): Operator {
  return (draft, subject, operand, path) => {
    if (subject.kind === 'boolean') throw invalid(attributePath(path), 'is a boolean and has no order');
    return `${subject.sql} ${operator} ${bind(draft, subject, requireValue(operand, path), path)}`;
  };
}

function requireValue(operand: unknown, path: string[]): unknown {
  if (operand === null) throw invalid(attributePath(path), `cannot be compared with null by ${path.at(-1)}`);
  return operand;
}

function requireText(subject: Subject, operand: unknown, path: string[]): string {
  const at = attributePath(path);
  if (subject.kind !== 'text') throw invalid(at, `is not text, which ${path.at(-1)} requires`);
  return subject.encode(operand, at) as string;
}

function requireSearch(subject: Subject, operand: unknown, path: string[]): string {
  const text = requireText(subject, operand, path);
  if (text.length <= longestSearch) return text;
  throw invalid(attributePath(path), `can be searched for at most ${longestSearch} characters by ${path.at(-1)}`);
}

function insensitiveEquality(negated: boolean): Operator {
  const sensitive = equality(negated);
  return (draft, subject, operand, path) => {
    if (operand === null) return sensitive(draft, subject, operand, path);
    draft.bindings.push(requireText(subject, operand, path));
    const { lower } = draft.dialect;
    return `${lower(subject.sql)} ${negated ? '<>' : '='} ${lower('?')}`;
  };
}

function search(place: Place, { insensitive = false, negated = false } = {}): Operator {
  return (draft, subject, operand, path) => {
    const { dialect } = draft;
    const text = requireSearch(subject, operand, path);
    const part = () => {
      draft.bindings.push(text);
      return insensitive ? dialect.lower('?') : '?';
    };
    // Every text starts and ends with the empty text.
    const condition = dialect.has(insensitive ? dialect.lower(subject.sql) : subject.sql, part, text === '' ? 'start' : place);
    return negated ? `not (${condition})` : condition;
  };
}

function nullness(negated: boolean): Operator {
  return (_draft, subject, operand, path) => {
    const isNull = encodeBoolean(operand, attributePath(path)) !== negated;
    return `${subject.sql} is ${isNull ? 'null' : 'not null'}`;
  };
}

const between: Operator = (draft, subject, operand, path) => {
  if (!Array.isArray(operand) || operand.length !== 2) throw invalid(attributePath(path), 'must be compared with a list of two');
  if (subject.kind === 'boolean') throw invalid(attributePath(path), 'is a boolean and has no order');
  const [low, high] = operand.map((value) => bind(draft, subject, requireValue(value, path), path));
  return `${subject.sql} between ${low} and ${high}`;
};

/** The operators of Strapi's Query Engine. As in SQL, null matches no negated one but `$ne: null` and `$notNull`. */
const operators: ReadonlyMap<string, Operator> = new Map([
  ['$eq', equality(false)],
  ['$ne', equality(true)],
  ['$eqi', insensitiveEquality(false)],
  ['$nei', insensitiveEquality(true)],
  ['$in', membership(false)],
  ['$notIn', membership(true)],
  ['$lt', comparison('<')],
  ['$lte', comparison('<=')],
  ['$gt', comparison('>')],
  ['$gte', comparison('>=')],
  ['$between', between],
  ['$null', nullness(false)],
  ['$notNull', nullness(true)],
  ['$contains', search('anywhere')],
  ['$containsi', search('anywhere', { insensitive: true })],
  ['$notContains', search('anywhere', { negated: true })],
  ['$notContainsi', search('anywhere', { insensitive: true, negated: true })],
  ['$startsWith', search('start')],
  ['$startsWithi', search('start', { insensitive: true })],
  ['$endsWith', search('end')],
  ['$endsWithi', search('end', { insensitive: true })],
]);

/** Conditions on a relation: on the related record's id (a value, a list, operators), or on its attributes. */
function compileRelation(draft: Draft, relation: Relation, table: string, value: unknown, path: string[]): string {
  const { quote } = draft.dialect;
  const encode = relation.target.fields.get('id')!.codec.encode;

  if (!isRecord(value)) return aboutId(value, path);
  const names = Object.keys(value);
  if (names.length > 0 && names.every((name) => operators.has(name))) return aboutId(value, path);
  // The foreign key is the id: no need to look at the other table.
  const onlyId = names.length === 1 && names[0] === 'id';
  if (relation.kind === 'toOne' && onlyId && isPlain(value['id'])) return aboutId(value['id'], [...path, 'id']);
  return exists((alias) => compileWhere(draft, relation.target, alias, value, path));

  function aboutId(operand: unknown, at: string[]): string {
    if (relation.kind === 'toOne') {
      return compileOperand(draft, { sql: `${table}.${quote(relation.column)}`, encode, kind: 'ordered' }, operand, at);
    }
    const absent = absence(operand, at);
    if (absent !== undefined) return absent ? negate(exists(() => '')) : exists(() => '');
    return exists((alias) => compileOperand(draft, { sql: `${alias}.${quote('id')}`, encode, kind: 'ordered' }, operand, at));
  }

  /**
   * An uncorrelated subquery, which the database runs once; a correlated one would run for every record, and a nested one for every record
   * of that. MariaDB and MySQL turn it into a correlated one again, unless it is `distinct` and a derived table.
   */
  function exists(condition: (alias: string) => string): string {
    const alias = nextAlias(draft);
    const from = `${quote(relation.target.table)} as ${alias}`;
    const own = relation.kind === 'toOne' ? `${table}.${quote(relation.column)}` : `${table}.${quote('id')}`;
    const related = () => {
      if (relation.kind === 'toOne') return { select: `${alias}.${quote('id')}`, from };
      if (relation.kind === 'toMany') return { select: `${alias}.${quote(relation.targetColumn)}`, from };
      const link = nextAlias(draft);
      const joined = `${quote(relation.table)} as ${link} join ${from} on ${alias}.${quote('id')} = ${link}.${quote(relation.targetColumn)}`;
      return { select: `${link}.${quote(relation.ownColumn)}`, from: joined };
    };
    const { select, from: source } = related();
    const conditions = condition(alias);
    const matching = `select distinct ${select} from ${source} where ${select} is not null${conditions ? ` and ${conditions}` : ''}`;
    // Since neither side can be null, the result is never null, so `not` is its exact opposite.
    return `(${own} is not null and ${own} in (select * from (${matching}) as ${nextAlias(draft)}))`;
  }
}

/** Whether the foreign key can be compared with a value or a list: null would have a different meaning there. */
function isPlain(value: unknown): boolean {
  return value !== null && !isRecord(value) && !(Array.isArray(value) && value.includes(null));
}

/** For a to-many relation: whether `operand` requires no related record (true), any (false), or something else (undefined). */
function absence(operand: unknown, path: string[]): boolean | undefined {
  if (operand === null) return true;
  if (!isRecord(operand)) return undefined;
  const [[name, value] = [], ...others] = Object.entries(operand);
  if (others.length > 0) return undefined;
  if (name === '$null') return encodeBoolean(value, attributePath(path));
  if (name === '$notNull') return !encodeBoolean(value, attributePath(path));
  if (name === '$eq' && value === null) return true;
  if (name === '$ne' && value === null) return false;
  return undefined;
}
