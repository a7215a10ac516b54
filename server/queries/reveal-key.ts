import type { KeyAccess } from '../contract';
import type { EventRows } from '../store/event-rows';
import type { Store } from '../store/store';
import type { By } from '../token/token-event';
import type { TokenRecord } from '../token/token-record';
import type { TokenPresenter } from './token-presenter';

/** Showing a key is recorded once in this time for the same actor and address (milliseconds): a page reloads its data whenever it gets the focus. */
const REPEATED_MS = 60 * 60 * 1000;

/**
 * The key of a token for its page, if `mayReveal` and it can be shown. Showing it is recorded first; if the database is read-only, the key is
 * withheld.
 */
export async function revealKey(
  store: Pick<Store, 'append' | 'events'>, presenter: Pick<TokenPresenter, 'keyAccess'>, by: By, token: TokenRecord, mayReveal: boolean,
): Promise<KeyAccess> {
  const access = presenter.keyAccess(token, mayReveal);
  if (!access.canRevealKey) return access;
  // The key may have been replaced since.
  const since = Math.max(Date.now() - REPEATED_MS, token.startsAt);
  const isRecorded = (events: Pick<EventRows, 'hasBy'>) => events.hasBy('token.reveal', token, by, since);
  if (await isRecorded(store.events)) return access;
  try {
    await store.append(async ({ events, record }) => {
      if (!await isRecorded(events)) record({ action: 'token.reveal', by, token });
    });
    return access;
  } catch (error) {
    // An error of the plugin, or of the host's database layer.
    if ((error as { status?: unknown }).status !== 503) throw error;
    return { canRevealKey: false, withheld: 'not-recorded' };
  }
}
