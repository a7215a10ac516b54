import type { Place } from '../dialects/dialect';
import { encodeBoolean, invalid, refusal } from '../schema/values';
import type { Draft } from './draft';

/**
 * The longest text that can be searched for inside others, in UTF-16 units. Databases compare it at every position of a text, so a longer
 * one can take seconds in texts designed for that.
 */
const longestSearch = 255;
/** The maximum number of values in a statement's conditions. Databases accept 32,766 (SQLite) or 65,535 in total. */
const mostValues = 30_000;

const never = '1 = 0';
/** A condition that everything matches. */
export const always = '1 = 1';

/** The subject of a condition: a column, and how values become bindings for it. */
export interface Subject {
  sql: string;
  encode(value: unknown, path: string[]): unknown;
  kind: 'text' | 'ordered' | 'boolean' | 'json';
}

/** Writes the condition that compares a subject with an operand; `path` ends with the operator. */
export type Operator = (draft: Draft, subject: Subject, operand: unknown, path: string[]) => string;

/** The name of the attribute that the last of `path`, an operator, is applied to. */
export function attributePath(path: string[]): string[] {
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
export const operators: ReadonlyMap<string, Operator> = new Map([
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
