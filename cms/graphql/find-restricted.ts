import { type ExecutionArgs, getNamedType, TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import type { ContentRestrictions } from '../content-api/restrict';
import { isExposed } from '../content-api/read/readable-attributes';
import type { ContentType } from '../content-type';
import { namesOf } from './names';

/**
 * The error for a document that selects a field that the caller's token may not read, whether or not there are records; undefined if there is
 * none. The content service checks the arguments.
 */
export function findRestricted({ schema, document, contextValue }: ExecutionArgs, types: Readonly<Record<string, ContentType>>): Error | undefined {
  const { restrictions } = (contextValue as { read: { restrictions: ContentRestrictions | null } }).read;
  if (restrictions === null) return undefined;
  const uids = new Map(Object.values(types).filter(({ uid }) => isExposed(uid)).map((type) => [namesOf(type).type, type.uid]));
  const typeInfo = new TypeInfo(schema);
  const path: string[] = [];
  let denied: Error | undefined;
  visit(document, visitWithTypeInfo(typeInfo, {
    Field: {
      enter(node) {
        const name = node.name.value;
        const parent = typeInfo.getParentType();
        path.push(name);
        const uid = parent ? uids.get(getNamedType(parent).name) : undefined;
        if (denied !== undefined || uid === undefined || name.startsWith('__')) return;
        const attribute = Object.hasOwn(types[uid]!.attributes, name) ? name : name.replace(/_connection$/, '');
        if (!restrictions.mayRead(uid, attribute)) denied = restrictions.deny({ restriction: 'field', path: path.join('.') });
      },
      leave: () => void path.pop(),
    },
  }));
  return denied;
}
