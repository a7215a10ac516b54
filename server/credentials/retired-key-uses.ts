import { LRUCache } from 'lru-cache';
import type { Credential } from '../admission/credential';
import type { Host, Id, RequestContext } from '../host';
import { originOf } from '../request/origin-of';
import { reasonOf } from '../store/database-failure';
import type { Store } from '../store/store';
import { RETIRED_KEPT_MS } from '../token/key-state';
import { BY_SYSTEM, type Origin } from '../token/token-event';

/** At most one use per token is recorded in this time (milliseconds). */
const INTERVAL_MS = 60 * 60 * 1000;
/** How soon to check again if another instance has recorded one (milliseconds). */
const RETRY_MS = 5 * 60 * 1000;
/** The number of tokens whose last recorded use is remembered, so that repeating a request costs no query. */
const MAX_REMEMBERED = 10_000;

/** Records uses of replaced keys: a program was forgotten, or someone has an old key. */
export interface RetiredKeyUses {
  /** Records a use soon, if the key is still recognized: once an hour per token, across all instances. */
  note(credential: Pick<Credential, 'tokenId' | 'keyExpiresAt'>, ctx: RequestContext): void;
  /** Resolves once everything is written. */
  stop(): Promise<void>;
}

/** See {@link RetiredKeyUses}. */
export function createRetiredKeyUses(store: Pick<Store, 'append'>, log: Pick<Host['log'], 'warn'>, tracking: { readonly address: boolean }): RetiredKeyUses {
  const remembered = new LRUCache<Id, number>({ max: MAX_REMEMBERED });
  let writing: Promise<void> = Promise.resolve();

  async function write(tokenId: Id, origin: Origin): Promise<void> {
    try {
      await store.append(async ({ rows, events, record }) => {
        const [token] = await rows.byIds([tokenId]);
        if (token === undefined) return;
        const told = await events.tokensWith('token.retired-key-used', [tokenId], Date.now() - INTERVAL_MS);
        if (told.size > 0) remembered.set(tokenId, Date.now() - INTERVAL_MS + RETRY_MS);
        else record({ action: 'token.retired-key-used', by: { ...BY_SYSTEM, origin }, token });
      });
    } catch (error) {
      remembered.delete(tokenId);
      log.warn(`API tokens: the use of a retired key of the token ${tokenId} cannot be recorded (${reasonOf(error)}).`);
    }
  }

  return {
    note({ tokenId, keyExpiresAt }, ctx) {
      const now = Date.now();
      if (keyExpiresAt > now || now - keyExpiresAt > RETIRED_KEPT_MS) return;
      if (now - (remembered.get(tokenId) ?? -Infinity) <= INTERVAL_MS) return;
      remembered.set(tokenId, now);
      const origin = originOf(ctx, tracking);
      writing = writing.then(() => write(tokenId, origin));
    },
    stop: () => writing,
  };
}
