import { isHidden, isLink, isRecord, targetOf, type Content } from './restriction-types';

const OPERATORS: ReadonlySet<string> = new Set([
  '$eq', '$eqi', '$ne', '$nei', '$lt', '$lte', '$gt', '$gte', '$null', '$notNull', '$contains', '$notContains', '$containsi',
  '$notContainsi', '$startsWith', '$startsWithi', '$endsWith', '$endsWithi', '$in', '$notIn', '$between',
]);
const MAX_DEPTH = 10;
const MAX_CONDITIONS = 50;
const MAX_VALUES = 500;

/** Whether a key is a comparison operator. */
export function isOperator(key: string): boolean {
  return OPERATORS.has(key);
}

/**
 * What is wrong with the conditions on rows of a type, as a sentence; null if they are valid. Whether a value fits its attribute is left to the host,
 * which knows its database.
 */
export function checkWhere(where: unknown, uid: string, content: Content, at: string): string | null {
  let conditions = 0;
  let values = 0;

  function ofRecord(value: unknown, type: string, path: string, depth: number): string | null {
    if (!isRecord(value)) return `${path} must be an object`;
    if (depth > MAX_DEPTH) return `${at} is nested too deeply`;
    if (Object.keys(value).length === 0) return `${path} must not be empty`;
    for (const [key, operand] of Object.entries(value)) {
      conditions += 1;
      if (conditions > MAX_CONDITIONS) return `${at} may have at most ${MAX_CONDITIONS} conditions`;
      const wrong = ofEntry(key, operand, type, `${path}.${key}`, depth + 1);
      if (wrong !== null) return wrong;
    }
    return null;
  }

  function ofEntry(key: string, operand: unknown, type: string, path: string, depth: number): string | null {
    if (key === '$and' || key === '$or') {
      if (!Array.isArray(operand) || operand.length === 0) return `${path} must be a list of conditions`;
      return first(operand, (each, index) => ofRecord(each, type, `${path}.${index}`, depth));
    }
    if (key === '$not') return ofRecord(operand, type, path, depth);
    const attributes = content.types[type]?.attributes ?? {};
    if (key === 'id' || key === 'documentId') return ofOperand(operand, path, depth);
    const attribute = Object.hasOwn(attributes, key) ? attributes[key] : undefined;
    if (attribute === undefined || isHidden(attribute) || attribute.type === 'dynamiczone') return `${path} is not a field that rows can be filtered by`;
    if (attribute.type === 'component') return ofRecord(operand, attribute.component ?? '', path, depth);
    if (!isLink(attribute) || !isRecord(operand) || Object.keys(operand).every(isOperator)) return ofOperand(operand, path, depth);
    const target = targetOf(attribute);
    return target === undefined ? `${path} is a polymorphic relation, and rows cannot be filtered through it` : ofRecord(operand, target, path, depth);
  }

  function ofOperand(operand: unknown, path: string, depth: number): string | null {
    if (!isRecord(operand)) return ofValue(operand, path);
    if (depth > MAX_DEPTH) return `${at} is nested too deeply`;
    if (Object.keys(operand).length === 0) return `${path} must not be empty`;
    return first(Object.entries(operand), ([key, value]) => {
      if (key === '$not') return isRecord(value) ? ofOperand(value, `${path}.${key}`, depth + 1) : `${path}.${key} must be an object`;
      return isOperator(key) ? ofValue(value, `${path}.${key}`) : `${path}.${key} is not an operator`;
    });
  }

  function ofValue(value: unknown, path: string): string | null {
    const list = Array.isArray(value) ? value : [value];
    values += list.length;
    if (values > MAX_VALUES) return `${at} may have at most ${MAX_VALUES} values`;
    const isFit = list.length > 0 && list.every((each) => each === null || typeof each === 'boolean' || isNumber(each) || isText(each));
    return isFit ? null : `${path} must be a string, a number, a boolean, null, or a list of those`;
  }

  return ofRecord(where, uid, at, 0);
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value);
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.length <= 1000 && !value.includes('\0') && value.isWellFormed();
}

function first<T>(list: T[], check: (value: T, index: number) => string | null): string | null {
  for (const [index, value] of list.entries()) {
    const wrong = check(value, index);
    if (wrong !== null) return wrong;
  }
  return null;
}
