/**
 * What a restricted token may read and change. Pure functions: they take a query or a change, and return it narrowed, or a denial with its
 * path. Hosts use them in their content service; they cover all levels of a query at once:
 *
 * - {@link narrowRead} for everything that reads. The narrowed query names the fields and relations that may be read, has the conditions on
 *   rows in `filters` at every level, and must be executed instead of the original.
 * - {@link narrowWrite} for everything that changes records. In addition, the host checks rows by {@link reachOf}: the record before and after
 *   the change, in its transaction, and every record that the change refers to, by its type. A record out of reach gets the same response as
 *   one that does not exist; a change that would move a record out of reach is denied as `row`. Setting a relation leaves related records out
 *   of reach as they are.
 * - {@link checkRestrictions} before restrictions are stored.
 *
 * For a token without restrictions (null), hosts call none of these.
 * This interface is stable.
 */
import { DenialSignal, type Content, type Filters, type Query, type RestrictionDenial, type Restrictions } from './restriction-types';
import { narrowShape } from './restricted-shape';
import { rulesOf } from './restriction-rules';
import { narrowChange, type Change } from './restricted-change';

export type { Content, ContentAttribute, ContentTypeShape, Filters, Query, RestrictionDenial, Restrictions } from './restriction-types';
export type { Change } from './restricted-change';
export { checkRestrictions } from './check-restrictions';

/** The narrowed request, or why it is denied. */
export type Narrowed<Asked> = (Asked & { denial?: undefined }) | { denial: RestrictionDenial };

/** Whether the caller may find records of a content type at all. Types that it may not find are left out of `populate=*`. */
export type MayFind = (uid: string) => boolean;

const everything: MayFind = () => true;

/** Narrows a query on records of `uid` (parameters of REST, or of Strapi's document service) to what the token may read. */
export function narrowRead(query: Query, uid: string, restrictions: Restrictions, content: Content, mayFind: MayFind = everything): Narrowed<{ query: Query }> {
  return decided(() => ({ query: narrowShape(query, uid, rulesOf(restrictions, content), mayFind, [], true) }));
}

/** Narrows a change of a record of `uid` to what the token may do: its data, and the query that selects what is returned. */
export function narrowWrite(change: Change, uid: string, restrictions: Restrictions, content: Content, mayFind: MayFind = everything): Narrowed<Change> {
  return decided(() => narrowChange(change, uid, rulesOf(restrictions, content), mayFind));
}

/**
 * The condition on rows of `uid` that a token may change or refer to; null for all rows. The same token gets the same object, so that a host can
 * cache what it derives from it. A condition on something that no longer exists is a denial.
 */
export function reachOf(uid: string, restrictions: Restrictions, content: Content): Narrowed<{ reach: Filters | null }> {
  return decided(() => ({ reach: rulesOf(restrictions, content).rowsOf(uid) }));
}

function decided<Asked>(narrow: () => Asked): Narrowed<Asked> {
  try {
    return narrow() as Narrowed<Asked>;
  } catch (error) {
    if (error instanceof DenialSignal) return { denial: error.denial };
    throw error;
  }
}
