import type { Where } from '../../../server/host';
import type { ContentType } from '../../content-type';
import type { ReadContext } from '../read/read-context';

/** The condition on records of a type that the caller may change; null for all. */
export function reachedRows(type: ContentType, { restrictions }: ReadContext): Promise<Where> | null {
  return restrictions === null ? null : restrictions.rowsOf(type);
}

/** A condition narrowed to such rows. */
export function within(where: Where, rows: Where | null): Where {
  return rows === null ? where : { $and: [where, rows] };
}
