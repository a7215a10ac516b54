import { checkWhere } from './check-where';
import { isHidden, isRecord, type Content, type ContentAttribute, type Restrictions } from './restriction-types';

const KEYS = ['read', 'write', 'locales', 'types'];
const TYPE_KEYS = ['read', 'write', 'where'];
/** Attributes of every record that no request writes. */
const NEVER_WRITTEN: ReadonlySet<string> = new Set(['id', 'documentId', 'createdAt', 'updatedAt']);

/**
 * What is wrong with new `restrictions`, as a sentence that begins with the place; null if they are valid. Unknown keys, types, fields and locales
 * are invalid. `isRestrictable` tells which types may be named.
 */
export function checkRestrictions(restrictions: unknown, content: Content, isRestrictable: (uid: string) => boolean = () => true): string | null {
  if (!isRecord(restrictions)) return 'restrictions must be an object or null';
  const unknown = Object.keys(restrictions).find((key) => !KEYS.includes(key));
  if (unknown !== undefined) return `restrictions has the unknown key ${unknown.slice(0, 100)}. Known keys are ${KEYS.join(', ')}`;
  const { read, write, locales, types } = restrictions;
  return checkStatus('read', read, 'published')
    ?? checkStatus('write', write, 'draft')
    ?? (locales === undefined ? null : checkNames('restrictions.locales', locales, (name) => content.locales.includes(name), 'locale', 1))
    ?? (types === undefined ? null : checkTypes(types, content, isRestrictable));
}

/** Whether a stored value has the form of restrictions. What they name may no longer exist. */
export function isRestrictions(value: unknown): value is Restrictions {
  const areNames = (names: unknown) => names === undefined || (Array.isArray(names) && names.every((name) => typeof name === 'string'));
  const isOfType = (rule: unknown) => isRecord(rule) && Object.keys(rule).every((key) => TYPE_KEYS.includes(key))
    && areNames(rule['read']) && areNames(rule['write']) && (rule['where'] === undefined || isRecord(rule['where']));
  return isRecord(value) && Object.keys(value).every((key) => KEYS.includes(key))
    && checkStatus('read', value['read'], 'published') === null && checkStatus('write', value['write'], 'draft') === null
    && areNames(value['locales']) && (value['types'] === undefined || (isRecord(value['types']) && Object.values(value['types']).every(isOfType)));
}

/** Whether an attribute of a type can be among those that a token may read. */
export function isReadable(attributes: Readonly<Record<string, ContentAttribute>>, name: string): boolean {
  return name === 'id' || name === 'documentId' || (Object.hasOwn(attributes, name) && !isHidden(attributes[name]!));
}

/** Whether an attribute of a type can be among those that a token may write. */
export function isWritable(attributes: Readonly<Record<string, ContentAttribute>>, name: string): boolean {
  return Object.hasOwn(attributes, name) && !NEVER_WRITTEN.has(name);
}

function checkStatus(name: string, value: unknown, only: string): string | null {
  if (value === undefined) return null;
  const isFit = isRecord(value) && Object.keys(value).length === 1 && value['status'] === only;
  return isFit ? null : `restrictions.${name} must be { status: '${only}' }`;
}

function checkNames(at: string, value: unknown, isKnown: (name: string) => boolean, what: string, min = 0): string | null {
  if (!Array.isArray(value) || value.length < min || !value.every((name) => typeof name === 'string')) {
    return `${at} must be a list of ${min > 0 ? 'one or more ' : ''}names`;
  }
  if (new Set(value).size < value.length) return `${at} contains a duplicate`;
  const unknown = (value as string[]).find((name) => !isKnown(name));
  return unknown === undefined ? null : `${at} names the unknown ${what} ${unknown.slice(0, 100)}`;
}

function checkTypes(types: unknown, content: Content, isRestrictable: (uid: string) => boolean): string | null {
  if (!isRecord(types)) return 'restrictions.types must be an object';
  for (const [uid, rule] of Object.entries(types)) {
    const at = `restrictions.types.${uid.slice(0, 100)}`;
    if (!Object.hasOwn(content.types, uid) || !isRestrictable(uid)) return `${at} is not a content type of the content API`;
    if (!isRecord(rule)) return `${at} must be an object`;
    const unknown = Object.keys(rule).find((key) => !TYPE_KEYS.includes(key));
    if (unknown !== undefined) return `${at} has the unknown key ${unknown.slice(0, 100)}. Known keys are ${TYPE_KEYS.join(', ')}`;
    const { attributes } = content.types[uid]!;
    const wrong = (rule['read'] === undefined ? null : checkNames(`${at}.read`, rule['read'], (name) => isReadable(attributes, name), 'field'))
      ?? (rule['write'] === undefined ? null : checkNames(`${at}.write`, rule['write'], (name) => isWritable(attributes, name), 'field'))
      ?? (rule['where'] === undefined ? null : checkWhere(rule['where'], uid, content, `${at}.where`));
    if (wrong !== null) return wrong;
  }
  return null;
}
