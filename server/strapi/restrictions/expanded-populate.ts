import { isRecord } from '../../grant/restriction-types';
import type { IsReadable } from './narrow-query';
import type { Schema } from './schema';

/**
 * Removes unreadable relations from a `populate` of the document service if the client did not name them but asked for everything: Strapi has
 * replaced each `*` in the request's query with the names of all relations.
 */
export function withoutUnreadable(populate: unknown, asked: unknown, uid: string, schema: Schema, isReadable: IsReadable): unknown {
  if (!isRecord(populate)) return populate;
  const isWildcard = asked === '*' || asked === 'true' || (isRecord(asked) && '*' in asked);
  return Object.fromEntries(Object.entries(populate).flatMap(([name, value]) => {
    if (isWildcard && !isReadable(uid, name) && !(isRecord(asked) && name in asked)) return [];
    const attribute = schema.declared(uid)[name];
    const inner = isRecord(asked) ? asked[name] : undefined;
    const target = attribute?.type === 'media' ? 'plugin::upload.file' : attribute?.component ?? attribute?.target;
    if (!isRecord(value) || target === undefined) return [[name, value]];
    return [[name, { ...value, ...('populate' in value && { populate: withoutUnreadable(value['populate'], isRecord(inner) ? inner['populate'] : inner, target, schema, isReadable) }) }]];
  }));
}
