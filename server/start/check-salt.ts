import type { Host } from '../host';
import type { Keyring } from '../key/keyring';
import type { Store } from '../store/store';

/**
 * Logs problems with the salts, one line each. At startup they are compared with those of the last start on this database, by this or another instance,
 * since a key that only one of the two accepts may be rejected. Keys whose salt is no longer accepted are counted. A running instance notices if another
 * one is started with a salt that it does not accept. `setting` is the host's name for the salt.
 */
export async function checkSalt(log: Host['log'], setting: string, { saltIds }: Pick<Keyring, 'saltIds'>, store: Store): Promise<void> {
  const before = await store.exchangeSaltIds(saltIds);
  const stranded = [...await store.rows.countBySalt()]
    .reduce((sum, [id, count]) => (id === null || saltIds.includes(id) ? sum : sum + count), 0);
  const theirNumber = stranded === 0 ? '' : ` ${stranded} ${stranded === 1 ? 'key needs' : 'keys need'} a salt that is not in any setting.`;
  if (before !== null && !saltIds.includes(before[0]!)) {
    log.error(`API tokens: ${setting} is not the salt that this database was last used with. Every key that was made with the other salt `
      + `is rejected here, and keys that are made here are rejected by instances with the other salt.${theirNumber} Give all instances the same salt, `
      + 'to the last character; if it was changed on purpose, list the other one in previousSalts, or regenerate all tokens.');
  } else if (stranded > 0) {
    log.error(`API tokens:${theirNumber} They are rejected. List that salt in previousSalts, or regenerate or delete their tokens.`);
  } else if (before !== null && !before.includes(saltIds[0])) {
    log.warn(`API tokens: ${setting} has changed. Instances that were started before do not accept it: they reject every key that is made or used here. `
      + 'Stop them now. To change the salt while several instances run, first list the new one in previousSalts of all of them.');
  }

  store.onSaltIds(([present]) => {
    if (saltIds.includes(present!)) return;
    log.error(`API tokens: another instance was started with a salt that this one does not accept (${setting}). Keys that are made or used there are `
      + 'rejected here. Stop one of the two, and list each salt in previousSalts of all instances before it is used.');
  });
}
