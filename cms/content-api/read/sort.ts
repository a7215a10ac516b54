import type { ContentType } from '../../content-type';
import { ValidationError } from '../../errors';
import { invalidKey } from '../invalid-input';
import type { ReadContext } from './read-context';
import { isRelation, isToMany, readableAttribute } from './readable-attributes';

type Direction = 'asc' | 'desc';

/** An order by one attribute, possibly of a related record: `{ title: 'asc' }`, `{ category: { name: 'desc' } }`. */
export interface SortTerm {
  [attribute: string]: Direction | SortTerm;
}

const longestPath = 5;

/**
 * The orders in `sort`: `title:desc,createdAt`, a list of these, an object (`{ category: { name: 'asc' } }`) or a list of objects. Throws
 * a {@link ValidationError} for anything else, for unknown or private attributes, and for a relation to many or to a type that the caller
 * may not find.
 */
export async function readSort(sort: unknown, type: ContentType, context: ReadContext): Promise<SortTerm[]> {
  const terms: SortTerm[] = [];
  const sorted = new Set<string>();
  for (const { path, direction } of flatten(sort)) {
    context.spendTerm();
    // Repeated orders have no effect, but would be computed for every record.
    const name = path.join('.');
    if (sorted.has(name)) continue;
    sorted.add(name);
    terms.push(await readTerm(path, direction, type, context));
  }
  return terms;
}

interface FlatTerm {
  path: string[];
  direction: Direction;
}

function badForm(): ValidationError {
  return new ValidationError('Invalid sort parameter. Expected a string, an array of strings, a sort object or an array of sort objects');
}

function flatten(sort: unknown): FlatTerm[] {
  if (typeof sort === 'string') return sort.split(',').filter((term) => term.trim() !== '').map(readText);
  if (Array.isArray(sort)) return sort.flatMap((entry) => (Array.isArray(entry) ? refuse() : flatten(entry)));
  return flattenObject(sort, []);
}

function refuse(): never {
  throw badForm();
}

function flattenObject(sort: unknown, path: string[]): FlatTerm[] {
  if (typeof sort !== 'object' || sort === null || path.length > longestPath) throw badForm();
  return Object.entries(sort).flatMap(([name, value]) => {
    const here = [...path, name];
    return typeof value === 'string' ? { path: here, direction: readDirection(value) } : flattenObject(value, here);
  });
}

function readText(term: string): FlatTerm {
  const [path = '', direction = 'asc', ...rest] = term.split(':').map((part) => part.trim());
  if (rest.length > 0) throw badForm();
  return { path: path.split('.'), direction: readDirection(direction) };
}

function readDirection(text: string): Direction {
  const direction = text.trim().toLowerCase();
  if (direction === 'asc' || direction === 'desc') return direction;
  throw new ValidationError('Invalid order. order can only be one of asc|desc|ASC|DESC');
}

async function readTerm(path: string[], direction: Direction, type: ContentType, context: ReadContext, depth = 0): Promise<SortTerm> {
  const name = path[depth]!;
  const last = depth === path.length - 1;
  const attribute = readableAttribute(type, name);
  const unknown = () => invalidKey(name, path.slice(0, depth + 1), { source: 'query', param: 'sort' });
  if (!attribute) throw unknown();
  if (!isRelation(attribute)) {
    if (!last) throw unknown();
    return { [name]: direction };
  }
  if (last || isToMany(attribute) || depth >= longestPath || !await context.mayFind(attribute.target)) throw unknown();
  return { [name]: await readTerm(path, direction, context.types[attribute.target]!, context, depth + 1) };
}
