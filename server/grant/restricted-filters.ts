import { isOperator } from './check-where';
import type { Rules } from './restriction-rules';
import { deny, isHidden, isLink, isRecord, targetOf, type ContentAttribute, type Filters } from './restriction-types';

const LIST_OPERATORS: ReadonlySet<string> = new Set(['$in', '$notIn', '$between']);
const YES: ReadonlySet<unknown> = new Set([true, 'true', 't', '1', 1]);
const NO: ReadonlySet<unknown> = new Set([false, 'false', 'f', '0', 0]);

/** Limits conditions to readable rows: the client's, and the rules' own. */
export function withReach(filters: unknown, reach: Filters | null): unknown {
  const isGiven = filters !== undefined && filters !== null && filters !== '';
  if (reach === null) return filters;
  return isGiven ? { $and: [reach, filters] } : reach;
}

/** Limits conditions to readable fields of readable rows: related rows out of reach count as missing. Denies conditions on other fields. */
export function narrowFilters(filters: unknown, uid: string, rules: Rules, path: readonly string[]): unknown {
  if (Array.isArray(filters)) return filters.map((each, index) => narrowFilters(each, uid, rules, [...path, String(index)]));
  if (!isRecord(filters)) deny('field', path);
  const conditions: Filters[] = [];
  for (const [key, operand] of Object.entries(filters)) {
    const here = [...path, key];
    if (key === '$and' || key === '$or') {
      if (!Array.isArray(operand)) deny('field', here);
      conditions.push({ [key]: narrowFilters(operand, uid, rules, here) });
    } else if (key === '$not') {
      conditions.push({ $not: narrowFilters(operand, uid, rules, here) });
    } else {
      const attribute = rules.readable(uid, key) ?? deny('field', here);
      conditions.push(narrowAttribute(key, operand, attribute, rules, here));
    }
  }
  return conditions.length === 1 ? conditions[0] : Object.assign(Object.create(null), ...merged(conditions));
}

/** Merges conditions into one record if their keys differ, so that hosts see what the client wrote. */
function merged(conditions: Filters[]): Filters[] {
  const keys = conditions.flatMap((condition) => Object.keys(condition));
  return new Set(keys).size === keys.length ? conditions : [{ $and: conditions }];
}

function narrowAttribute(name: string, operand: unknown, attribute: ContentAttribute, rules: Rules, path: readonly string[]): Filters {
  if (attribute.type === 'dynamiczone' || isHidden(attribute)) deny('field', path);
  if (attribute.type === 'component') {
    if (!isRecord(operand) || Object.keys(operand).every(isOperator)) return { [name]: operand };
    return { [name]: narrowFilters(operand, attribute.component ?? '', rules, path) };
  }
  if (!isLink(attribute)) return { [name]: operand };
  return narrowRelation(name, operand, targetOf(attribute) ?? deny('field', path), rules, path);
}

function narrowRelation(name: string, operand: unknown, target: string, rules: Rules, path: readonly string[]): Filters {
  const reach = rules.readableRowsOf(target);
  const keys = isRecord(operand) ? Object.keys(operand) : [];
  const comparesIds = !isRecord(operand) || (keys.length > 0 && keys.every((key) => isOperator(key)));
  if (!comparesIds) return { [name]: withReach(narrowFilters(operand, target, rules, path), reach) };
  if (reach === null) return { [name]: operand };
  const comparisons = isRecord(operand) ? Object.entries(operand) : [[Array.isArray(operand) ? '$in' : '$eq', operand] as const];
  return allOf(comparisons.map(([operator, value]) => compareId(name, operator, value, reach)));
}

/** Compares the id of a related record, if that is in reach. */
function compareId(name: string, operator: string, value: unknown, reach: Filters): Filters {
  const some = { [name]: reach };
  const none = { $not: some };
  if (Array.isArray(value) && !LIST_OPERATORS.has(operator)) return { $or: value.map((each) => compareId(name, operator, each, reach)) };
  if (operator === '$null' || operator === '$notNull') {
    if (YES.has(value)) return operator === '$null' ? none : some;
    if (NO.has(value)) return operator === '$null' ? some : none;
  }
  if (value === null && (operator === '$eq' || operator === '$eqi')) return none;
  if (value === null && (operator === '$ne' || operator === '$nei')) return some;
  const compared = { [name]: { $and: [reach, { id: { [operator]: value } }] } };
  if (operator !== '$in' || !Array.isArray(value) || !value.includes(null)) return compared;
  const ids = value.filter((each) => each !== null);
  return ids.length === 0 ? none : { $or: [none, { [name]: { $and: [reach, { id: { $in: ids } }] } }] };
}

function allOf(conditions: Filters[]): Filters {
  return conditions.length === 1 ? conditions[0]! : { $and: conditions };
}
