import type { RelationAttribute } from '../../content-type';
import { ValidationError } from '../../errors';
import { invalidKey, shorten } from '../invalid-input';
import { isToMany } from '../read/readable-attributes';

/** How a body names a record: by its `documentId`, or by its `id`. */
export type Reference = { id: number } | { documentId: string };

/** The change of a relation in a body: its complete content, or what is added and removed. */
export type RelationInput = { set: Reference[] } | { connect: Reference[]; disconnect: Reference[] };

const longestList = 1000;
const largestId = 2 ** 31 - 1;
const commands = ['set', 'connect', 'disconnect'];

/**
 * Reads a relation of a body in the forms that Strapi 5 accepts: a `documentId` or `id`, an object with one of them, a list of
 * these, null, `{ set }`, or `{ connect, disconnect }`. Throws a {@link ValidationError} for anything else.
 */
export function readRelationInput(value: unknown, name: string, attribute: RelationAttribute): RelationInput {
  const input = readForm(value, name);
  const whole = 'set' in input ? input.set : input.connect;
  if (!isToMany(attribute) && whole.length > 1) throw refuse(name, 'accepts at most one record');
  return input;
}

function readForm(value: unknown, name: string): RelationInput {
  if (!isObject(value) || !commands.some((command) => Object.hasOwn(value, command))) return { set: readReferences(value, name) };
  for (const key of Object.keys(value)) if (!commands.includes(key)) throw invalidKey(key, [name, key], { source: 'body' });
  if (!Object.hasOwn(value, 'set')) {
    return { connect: readReferences(value['connect'], name), disconnect: readReferences(value['disconnect'], name) };
  }
  if (Object.keys(value).length > 1) throw refuse(name, 'accepts either set, or connect and disconnect');
  return { set: readReferences(value['set'], name) };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refuse(name: string, rule: string): ValidationError {
  return ValidationError.of([{ path: [name], message: `${name} ${rule}`, name: 'ValidationError' }]);
}

function readReferences(value: unknown, name: string): Reference[] {
  if (value === null || value === undefined) return [];
  const list = Array.isArray(value) ? value : [value];
  if (list.length > longestList) throw refuse(name, `accepts at most ${longestList} records`);
  return list.map((entry) => readReference(entry, name));
}

function readReference(entry: unknown, name: string): Reference {
  if (isObject(entry)) {
    for (const key of Object.keys(entry)) {
      if (key !== 'id' && key !== 'documentId') throw invalidKey(key, [name, key], { source: 'body' });
    }
    if (typeof entry['documentId'] === 'string') return readReference(entry['documentId'], name);
    if (typeof entry['id'] === 'number' || typeof entry['id'] === 'string') return readReference(entry['id'], name);
    throw refuse(name, 'must identify a record by its documentId or id');
  }
  // Document ids begin with a letter, so digits alone are an id.
  const id = typeof entry === 'string' && /^\d{1,10}$/.test(entry) ? Number(entry) : entry;
  if (typeof id === 'number' && Number.isInteger(id) && id > 0 && id <= largestId) return { id };
  if (typeof id === 'string' && /^[\w-]{1,255}$/.test(id)) return { documentId: id };
  throw refuse(name, `must identify a record by its documentId or id, not by ${describe(entry)}`);
}

function describe(entry: unknown): string {
  return typeof entry === 'object' ? 'a list' : shorten(JSON.stringify(entry) ?? String(entry));
}
