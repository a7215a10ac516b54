import { pluginServices } from '../../../server/services';
import { EVENTS, table } from '../../../server/store/database';
import type { RunningCms } from '../../../cms/create-cms';

/** Keys of both forms, hashes (128 digits), ciphers, hashes of passwords, and the passwords of the tests' people. */
const SECRETS = /[a-z][a-z0-9]{0,15}_(?:content|admin)_[0-9A-Za-z]{49}|[0-9a-f]{128}|\bv[12]:[0-9a-f]{16}|\$argon2|Correct-horse-\d/;

/** Reads all events of a CMS, and fails if there is a secret in one. */
export async function assertNoSecrets({ cms }: Pick<RunningCms, 'cms'>): Promise<void> {
  for (const event of await eventsOf(cms)) {
    const secret = SECRETS.exec(JSON.stringify(event));
    if (secret !== null) throw new Error(`An event ${String((event as any).action)} holds a secret: …${secret[0].slice(0, 12)}…`);
  }
}

/** All events, as rows; none where the test has taken the database away. */
async function eventsOf(cms: RunningCms['cms']): Promise<object[]> {
  try {
    const { db } = pluginServices(cms).store;
    return await table(db, db.connection, EVENTS).timeout(2000).select('*');
  } catch {
    return [];
  }
}
