import type { Store } from '../store/store';
import { DAY_MS } from '../store/usage-rows';
import type { UpkeepTask } from '../upkeep';
import { deleteInParts } from './delete-in-parts';

/** Deletes events that are older than `retentionDays`; none if that is 0. */
export function createDeleteOldEvents({ events: { retentionDays } }: { events: { readonly retentionDays: number } }, store: Pick<Store, 'events'>): UpkeepTask {
  return async function deleteOldEvents(isStopping) {
    if (retentionDays === 0) return;
    const before = Date.now() - retentionDays * DAY_MS;
    await deleteInParts(async (limit) => await store.events.removeBefore(before, limit) === limit, isStopping);
  };
}
