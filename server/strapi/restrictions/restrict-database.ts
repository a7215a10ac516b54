import { narrowWrite } from '../../grant/restrictions';
import type { Host, LifecycleEvent } from '../../host';
import type { IsReadable } from './narrow-query';
import type { RestrictedRequest } from './restricted-request';
import type { Schema } from './schema';

/** Content types that the content API writes. */
const CONTENT = /^(api::|plugin::(upload|users-permissions)\.)/;

/**
 * Narrows everything that a restricted token's request reads from the database, through the document service, GraphQL's relations or a project's
 * controller. Writes that bypass the document service cannot be checked, so they are denied for types that a restriction concerns.
 */
export function restrictDatabase(
  host: Pick<Host, 'db'>,
  schema: Schema,
  current: () => Promise<RestrictedRequest> | null,
): void {
  const narrow = async ({ model, params }: LifecycleEvent) => {
    const request = params === undefined || params === null ? null : current();
    if (request !== null) (await request).narrowQuery(params as any, model.uid);
  };

  const strip = async ({ model, result }: LifecycleEvent) => {
    const request = result === null || result === undefined ? null : current();
    if (request === null) return;
    const { isReadable, limitsFields } = await request;
    if (limitsFields) removeUnreadable(result, model.uid, schema, isReadable);
  };

  const denyWrite = async ({ action, model: { uid }, params }: LifecycleEvent) => {
    const request = CONTENT.test(uid) ? current() : null;
    if (request === null) return;
    const { allowed, deny, restrictions, content, reach } = await request;
    if (restrictions.write !== undefined) deny({ restriction: 'status' });
    if (restrictions.types?.[uid]?.write !== undefined) deny({ restriction: 'field' });
    if (reach.ofWritten(uid).length > 0) deny({ restriction: 'row' });
    // Conditions on rows of other types may depend on this type.
    const isDelete = action.startsWith('beforeDelete');
    for (const data of isDelete ? [undefined] : [params.data].flat()) {
      allowed(narrowWrite({ action: isDelete ? 'delete' : 'update', query: {}, data }, uid, restrictions, content));
    }
  };

  host.db.lifecycles.subscribe({
    beforeFindOne: narrow,
    beforeFindMany: narrow,
    beforeCount: narrow,
    afterFindOne: strip,
    afterFindMany: strip,
    beforeCreate: denyWrite,
    beforeCreateMany: denyWrite,
    beforeUpdate: denyWrite,
    beforeUpdateMany: denyWrite,
    beforeDelete: denyWrite,
    beforeDeleteMany: denyWrite,
  });
}

/** Removes unreadable fields from rows and everything populated in them. */
function removeUnreadable(rows: unknown, uid: string, schema: Schema, isReadable: IsReadable): void {
  for (const row of Array.isArray(rows) ? rows : [rows]) {
    if (typeof row !== 'object' || row === null) continue;
    for (const [name, attribute] of Object.entries(schema.stored(uid))) {
      if (!(name in row)) continue;
      if (!isReadable(uid, name)) delete row[name];
      else if (attribute.type === 'relation') {
        for (const each of Array.isArray(row[name]) ? row[name] : [row[name]]) {
          removeUnreadable(each, attribute.target ?? each?.__type ?? each?.__component ?? '', schema, isReadable);
        }
      }
    }
  }
}
