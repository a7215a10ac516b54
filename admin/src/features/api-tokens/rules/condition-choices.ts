import type { RowCondition } from '../../../../../server/contract';
import type { Condition, FilterOperator } from '../../tokens/rules/restrictions/row-filter';

const TEXTS = new Set(['string', 'text', 'richtext', 'email', 'uid']);
const NUMBERS = new Set(['integer', 'biginteger', 'decimal', 'float']);
const DATES = new Set(['date', 'datetime', 'time', 'timestamp']);

const EMPTY: readonly FilterOperator[] = ['$null', '$notNull'];
const ORDERED: readonly FilterOperator[] = ['$eq', '$ne', '$lt', '$lte', '$gt', '$gte', ...EMPTY];

/** The operators that make sense for a type of field. */
export function operatorsFor(type: string): readonly FilterOperator[] {
  if (TEXTS.has(type)) return ['$eq', '$ne', '$contains', '$startsWith', '$in', ...EMPTY];
  if (NUMBERS.has(type) || DATES.has(type)) return ORDERED;
  if (type === 'enumeration') return ['$eq', '$ne', '$in', ...EMPTY];
  return type === 'boolean' ? ['$eq', ...EMPTY] : EMPTY;
}

/** Whether values of a type are dates, or times of day. */
export function isDate(type: string): boolean {
  return DATES.has(type);
}

/** Moves a condition to another field, keeping its operator and value if they fit. */
export function conditionOn({ path, type }: RowCondition, before?: Condition): Condition {
  const kind = NUMBERS.has(type) ? 'number' : type === 'boolean' ? 'boolean' : 'text';
  const operators = operatorsFor(type);
  const operator = before && operators.includes(before.operator) ? before.operator : operators[0]!;
  return { path, operator, kind, value: kind === 'boolean' ? 'true' : before?.kind === kind ? before.value : '' };
}
