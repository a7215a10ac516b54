import type { Row } from '../../../server/host';
import { type ContentType, type RelationAttribute, type ScalarAttribute, systemAttributes } from '../../content-type';
import { type InputIssue, ValidationError } from '../../errors';
import { invalidKey } from '../invalid-input';
import { isRelation, writableScalars } from '../read/readable-attributes';
import { checkValue, toStored } from './check-value';
import { readRelationInput, type RelationInput } from './relation-input';

/** A body's `data`, by kind. */
export interface CheckedData {
  /** Attribute values, as stored. */
  values: Row;
  relations: Array<{ name: string; attribute: RelationAttribute; input: RelationInput }>;
  /** Broken rules. Not thrown, so that violations of uniqueness can be reported along with them. */
  issues: InputIssue[];
}

const longestEcho = 1000;

/** A broken rule; the value is repeated if it is short and not a password's. */
export function issueOf(name: string, message: string, value: unknown, attribute: ScalarAttribute): InputIssue {
  const short = typeof value === 'string' ? value.length <= longestEcho : typeof value !== 'object' || value === null;
  return { path: [name], message, name: 'ValidationError', ...(short && attribute.type !== 'password' && { value }) };
}

/**
 * Checks the `data` of a body against the content type. A new record needs its required attributes; a change cannot make them null. Throws
 * a {@link ValidationError} for data that is not an object, for unknown names or ones that no body can set (ids and times), and for
 * relations in an unknown form.
 */
export function checkData(type: ContentType, data: unknown, mode: 'create' | 'update'): CheckedData {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    throw new ValidationError('Missing "data" payload in the request body');
  }
  const given = new Map<string, unknown>(Object.entries(data));
  const relations: CheckedData['relations'] = [];
  for (const [name, value] of given) {
    const known = Object.hasOwn(type.attributes, name) && !Object.hasOwn(systemAttributes, name);
    if (!known) throw invalidKey(name, [name], { source: 'body' });
    const attribute = type.attributes[name]!;
    if (isRelation(attribute)) relations.push({ name, attribute, input: readRelationInput(value, name, attribute) });
  }

  const values: Row = {};
  const issues: InputIssue[] = [];
  for (const [name, attribute] of writableScalars(type)) {
    const value = given.get(name);
    const rule = findRule(value, attribute, mode);
    if (rule) issues.push(issueOf(name, `${name} ${rule}`, value, attribute));
    else if (value !== undefined) values[name] = toStored(value, attribute);
  }
  return { values, relations, issues };
}

function findRule(value: unknown, attribute: ScalarAttribute, mode: 'create' | 'update'): string | undefined {
  if (value !== null && value !== undefined) return checkValue(value, attribute);
  if (!attribute.required) return undefined;
  if (mode === 'update') return value === null ? 'cannot be null.' : undefined;
  return value === undefined && attribute.default !== undefined ? undefined : 'must be defined.';
}
