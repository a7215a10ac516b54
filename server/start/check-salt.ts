import { scryptSync } from 'node:crypto';
import type { Host } from '../host';
import type { Store } from '../store/store';

/**
 * Compares the salt with the one of the last start on this database, of this or another instance, and says so in the log where they
 * differ: keys that were made under the one are then rejected under the other. Once for each change, since the database remembers
 * the fingerprint of the salt that it saw last.
 */
export async function checkSalt(log: Host['log'], salt: string, store: Pick<Store, 'exchangeSalt'>): Promise<void> {
  const fingerprint = fingerprintOf(salt);
  const seen = await store.exchangeSalt(fingerprint);
  if (seen === null || seen === fingerprint) return;
  log.error('API tokens: the salt (admin.apiToken.salt, API_TOKEN_SALT) is not the one that this database was used with last. '
    + 'Every key that was made with the other salt is rejected here, and keys that are made here are rejected by instances with the '
    + 'other salt. Give all instances the same salt, to the last character; where it was changed on purpose, regenerate all tokens.');
}

/** What is stored of a salt. Slow to compute, so that a weak salt cannot be guessed from it quickly; it leads back to none. */
function fingerprintOf(salt: string): string {
  return scryptSync(salt, 'api-tokens salt', 16).toString('hex');
}
