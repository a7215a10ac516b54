import type { Restrictable } from '../../server/host';
import type { Cms } from '../cms';
import { ForbiddenError } from '../errors';
import { Documents } from './documents';
import { ReadContext } from './read/read-context';
import { isExposed } from './read/readable-attributes';
import { ContentRestrictions } from './restrict';

/** Previews what a restricted token can find of a content type, through the content service, as a request of that token does. */
export function createPreview(cms: Pick<Cms, 'db' | 'contentTypes'>): NonNullable<Restrictable['preview']> {
  return async function preview(uid, restrictions) {
    const restricted = restrictions && new ContentRestrictions(cms.db, cms.contentTypes, restrictions, () => new ForbiddenError());
    const context = new ReadContext(cms.contentTypes, async (target) => isExposed(target), restricted);
    const { documents, pagination } = await new Documents(cms, cms.contentTypes[uid]!).findMany({ pagination: { pageSize: 1 } }, context);
    return { count: pagination.total!, total: await cms.db.query(uid).count(), record: documents[0] ?? null };
  };
}
