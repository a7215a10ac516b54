/** The operators that a row filter is built with. `$in` takes values that commas separate. */
export const FILTER_OPERATORS = ['$eq', '$ne', '$contains', '$startsWith', '$in', '$lt', '$lte', '$gt', '$gte', '$null', '$notNull'] as const;

/** One of {@link FILTER_OPERATORS}. */
export type FilterOperator = (typeof FILTER_OPERATORS)[number];

/** A condition of a row filter as its form holds it. */
export interface Condition {
  /** The name of a field, or of a relation and one of its fields: `category.name`. */
  path: string;
  operator: FilterOperator;
  /** As it is typed; empty where the operator takes none, or nothing was typed yet. */
  value: string;
  /** What it stands for. */
  kind: 'text' | 'number' | 'boolean';
}

/** The rows of a type as their form holds them: by conditions, all or any of which are to be met, or as the JSON that was typed. */
export type RowFilter = { match: '$and' | '$or'; conditions: Condition[] } | { json: string };

/** The filter of all rows. */
export const ALL_ROWS: RowFilter = Object.freeze({ match: '$and', conditions: [] }) as RowFilter;

const OPERATORS: ReadonlySet<string> = new Set(FILTER_OPERATORS);
const WITHOUT_VALUE: ReadonlySet<string> = new Set(['$null', '$notNull']);

/** Whether an operator compares with a value. */
export function takesValue(operator: FilterOperator): boolean {
  return !WITHOUT_VALUE.has(operator);
}

/** What is missing in a condition: its value, or a number in place of it. */
export function problemOfCondition({ operator, value, kind }: Condition): 'value' | 'number' | null {
  if (!takesValue(operator)) return null;
  const values = operator === '$in' ? listed(value) : [value.trim()];
  if (values.length === 0 || values.includes('')) return 'value';
  return kind === 'number' && !values.every((each) => Number.isFinite(Number(each))) ? 'number' : null;
}

/** The filter of a stored condition on rows, in the filter language of REST: as conditions where these can say it, else as JSON. */
export function rowFilterOf(where: Record<string, unknown> | undefined): RowFilter {
  if (where === undefined) return ALL_ROWS;
  return builtFrom(where) ?? { json: JSON.stringify(where, null, 2) };
}

/** The conditions that say the same as `where`; null if they cannot. */
function builtFrom(where: Record<string, unknown>): RowFilter | null {
  const [key = '', ...others] = Object.keys(where);
  const list = where[key];
  const isList = others.length === 0 && (key === '$and' || key === '$or') && Array.isArray(list);
  const parts: unknown[] = isList ? list : Object.entries(where).map(([name, value]) => ({ [name]: value }));
  const conditions = parts.map(conditionOf);
  if (conditions.length === 0 || conditions.includes(null)) return null;
  return { match: isList && key === '$or' ? '$or' : '$and', conditions: conditions as Condition[] };
}

function conditionOf(part: unknown): Condition | null {
  const path: string[] = [];
  let operand = part;
  while (isRecord(operand)) {
    const [key, ...others] = Object.keys(operand);
    if (key === undefined || others.length > 0) return null;
    const value = operand[key];
    if (key.startsWith('$')) return OPERATORS.has(key) && path.length > 0 ? compared(path, key as FilterOperator, value) : null;
    path.push(key);
    operand = value;
  }
  return path.length > 0 ? compared(path, '$eq', operand) : null;
}

function compared(names: string[], operator: FilterOperator, value: unknown): Condition | null {
  const path = names.join('.');
  if (!takesValue(operator)) return value === true ? { path, operator, value: '', kind: 'text' } : value === false ? { path, operator: operator === '$null' ? '$notNull' : '$null', value: '', kind: 'text' } : null;
  const values = operator === '$in' && Array.isArray(value) ? value : [value];
  const [kind, ...otherKinds] = new Set(values.map((each) => KINDS[typeof each]));
  if (kind === undefined || otherKinds.length > 0) return null;
  const condition: Condition = { path, operator, value: values.map(String).join(', '), kind };
  const isSame = problemOfCondition(condition) === null && JSON.stringify(valueOf(condition)) === JSON.stringify(operator === '$in' ? values : value);
  return isSame ? condition : null;
}

const KINDS: Partial<Record<string, Condition['kind']>> = { string: 'text', number: 'number', boolean: 'boolean' };

/** What conditions say, in the filter language of REST; undefined for all rows. @throws {SyntaxError} for JSON that is none, or no object */
export function whereOf(filter: RowFilter): Record<string, unknown> | undefined {
  if (!('json' in filter)) {
    const parts = filter.conditions.map((condition) => condition.path.split('.').reduceRight<unknown>((inner, name) => ({ [name]: inner }), { [condition.operator]: valueOf(condition) }));
    if (parts.length === 0) return undefined;
    return parts.length === 1 ? parts[0] as Record<string, unknown> : { [filter.match]: parts };
  }
  if (filter.json.trim() === '') return undefined;
  const where: unknown = JSON.parse(filter.json);
  if (!isRecord(where)) throw new SyntaxError('not an object');
  return where;
}

/** Whether what was typed as JSON is no filter. */
export function isInvalidJson(filter: RowFilter): boolean {
  try {
    whereOf(filter);
    return false;
  } catch {
    return true;
  }
}

/** The filter as JSON that can be edited. */
export function asJson(filter: RowFilter): RowFilter {
  if ('json' in filter) return filter;
  const where = whereOf(filter);
  return { json: where === undefined ? '' : JSON.stringify(where, null, 2) };
}

/** The filter as conditions; null if they cannot say it. */
export function asConditions(filter: RowFilter): RowFilter | null {
  if (!('json' in filter)) return filter;
  if (isInvalidJson(filter)) return null;
  const built = rowFilterOf(whereOf(filter));
  return 'json' in built ? null : built;
}

function valueOf({ operator, value, kind }: Condition): unknown {
  if (!takesValue(operator)) return true;
  const of = (text: string) => (kind === 'number' ? Number(text) : kind === 'boolean' ? text === 'true' : text);
  return operator === '$in' ? listed(value).map(of) : of(kind === 'text' ? value : value.trim());
}

function listed(value: string): string[] {
  return value.split(',').map((each) => each.trim()).filter(Boolean);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
