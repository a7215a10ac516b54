import type { CmsDatabase } from '../../cms';
import type { Actor, Caller } from '../caller';

/** Runs changes of accounts and roles, each in a transaction that reads the caller first (see {@link Caller}). */
export type AccountChanges = <T>(caller: Caller, change: (actor: Actor) => Promise<T>) => Promise<T>;

/**
 * Changes of accounts and roles are serialized across all instances, so that what one checks (the caller may do it, a super admin remains,
 * a name is free) still holds when it writes. They are rare and short.
 */
export function createAccountChanges(db: CmsDatabase): AccountChanges {
  let last: Promise<unknown> = Promise.resolve();
  return (caller, change) => {
    // Waiting for the database's lock occupies a connection, so only one change of this process waits at a time.
    const result = last.then(() => db.exclusively(() => db.transaction(async () => change(await caller()))));
    last = result.catch(() => {});
    return result;
  };
}
