import type { Store } from '../store/store';
import { createUsageRows, DAY_MS } from '../store/usage-rows';
import type { UpkeepTask } from '../upkeep';
import { deleteInParts } from './delete-in-parts';

/** How long usage and denials are kept (days, including today). */
const RETENTION_DAYS = 400;

/** Deletes usage and denials that are older than {@link RETENTION_DAYS}. */
export function createDeleteOldUsage({ db }: Pick<Store, 'db'>): UpkeepTask {
  return async function deleteOldUsage(isStopping) {
    const before = Math.floor(Date.now() / DAY_MS) - RETENTION_DAYS + 1;
    await deleteInParts((limit) => createUsageRows(db, db.connection).removeBefore(before, limit), isStopping);
  };
}
