import type { CmsDatabase } from '../../cms';
import type { Actor, Caller } from '../caller';

/** Carries out changes of accounts and roles, each in one transaction, in which the caller is read first (see {@link Caller}). */
export type AccountChanges = <T>(caller: Caller, change: (actor: Actor) => Promise<T>) => Promise<T>;

/**
 * Changes of accounts and roles happen one after the other on all instances, so that what one checks (the caller may do it, a
 * super admin remains, a name is free, a role is within reach) still holds when it writes. They are rare and short.
 */
export function createAccountChanges(db: CmsDatabase): AccountChanges {
  let last: Promise<unknown> = Promise.resolve();
  return (caller, change) => {
    // Waiting for the database's lock takes a connection; so one change of this process waits at a time.
    const result = last.then(() => db.exclusively(() => db.transaction(async () => change(await caller()))));
    last = result.catch(() => {});
    return result;
  };
}
