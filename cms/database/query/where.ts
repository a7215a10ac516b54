import type { Where } from '../../../server/host';
import type { Field, Model, Relation } from '../schema/model';
import { encodeBoolean, refusal } from '../schema/values';
import { type Draft, nextAlias } from './draft';
import { always, attributePath, operators, type Subject } from './operators';

/** Conditions nested deeper than this are rejected. */
const deepest = 32;

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

function isRecord(value: unknown): value is Record<string, any> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function requireShallow(path: string[]): void {
  if (path.length > deepest) throw refusal(path, 'Conditions are nested too deeply');
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
