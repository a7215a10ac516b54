import type { CmsDatabase } from '../../cms';

/** Runs changes of accounts and roles, each in one transaction. */
export type AccountChanges = <T>(change: () => Promise<T>) => Promise<T>;

/**
 * Changes of accounts and roles happen one after the other on all instances, so that what one checks (a super admin remains, a
 * name is free, a role is within reach) still holds when it writes. They are rare and short.
 */
export function createAccountChanges(db: CmsDatabase): AccountChanges {
  let last: Promise<unknown> = Promise.resolve();
  return (change) => {
    // Waiting for the database's lock takes a connection; so one change of this process waits at a time.
    const result = last.then(() => db.exclusively(() => db.transaction(change)));
    last = result.catch(() => {});
    return result;
  };
}
