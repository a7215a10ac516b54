import { BY_CLI } from '../../server/token/token-event';
import { type Command, Failure } from '../command';
import { shown } from '../format';
import { readKeys } from '../read-input';

/** Keys per transaction, which holds the plugin's lock. */
const KEYS_AT_ONCE = 100;

/** Applies the setting `apiToken.leaks` to leaked keys. */
export const leaked: Command = {
  usage: 'leaked -',
  summary: 'Treat keys on standard input, one per line, as leaked: pause their tokens, or do what apiToken.leaks says',
  examples: ['leaked - < found-keys.txt'],

  async prepare(given) {
    const keys = [...new Set(await readKeys(given))];
    return async ({ endLeakedKeys, keyring, settings: { leaks } }) => {
      if (leaks === 'off') throw new Failure('Reports of leaked keys are turned off. Set apiToken.leaks to pause, revoke or notify.');
      const done: string[] = [];
      for (let first = 0; first < keys.length; first += KEYS_AT_ONCE) {
        done.push(...await endLeakedKeys(keys.slice(first, first + KEYS_AT_ONCE).flatMap(keyring.candidates), BY_CLI));
      }
      if (done.length === 0) throw new Failure('None of these keys belongs to a token, or belonged to one within the last 30 days.');
      return { json: done, text: done.map((line) => `${shown(line)}\n`).join('') };
    };
  },
};
