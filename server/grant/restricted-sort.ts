import type { Rules } from './restriction-rules';
import { deny, isLink, isRecord, targetOf } from './restriction-types';

/** Denies sorting by unreadable fields, and by related types with rows out of reach, whose position would reveal them. */
export function narrowSort(sort: unknown, uid: string, rules: Rules, path: readonly string[]): void {
  if (typeof sort === 'string') {
    for (const term of sort.split(',')) {
      const [names = ''] = term.split(':');
      if (names.trim() !== '') checkPath(names.split('.').map((name) => name.trim()), uid, rules, path);
    }
  } else if (Array.isArray(sort)) {
    for (const each of sort) narrowSort(each, uid, rules, path);
  } else if (isRecord(sort)) {
    for (const names of pathsOf(sort)) checkPath(names, uid, rules, path);
  } else {
    deny('field', path);
  }
}

function pathsOf(sort: Record<string, unknown>): string[][] {
  return Object.entries(sort).flatMap(([name, value]) => (
    isRecord(value) ? pathsOf(value).map((rest) => [name, ...rest]) : [[...name.split('.')]]));
}

function checkPath(names: readonly string[], uid: string, rules: Rules, path: readonly string[]): void {
  let type = uid;
  names.forEach((name, index) => {
    const here = [...path, ...names.slice(0, index + 1)];
    const attribute = rules.readable(type, name) ?? deny('field', here);
    if (index === names.length - 1) return;
    const next = attribute.type === 'component' ? attribute.component : isLink(attribute) ? targetOf(attribute) : undefined;
    type = next ?? deny('field', here);
    if (rules.readableRowsOf(type) !== null) deny('row', here);
  });
}
