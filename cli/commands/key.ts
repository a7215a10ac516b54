import type { TokenKind } from '../../server/token/token-record';
import { type Command, UsageError } from '../command';
import { fields } from '../format';
import { readKeys, readWords } from '../read-input';
import { KIND, readKind } from '../read-kind';

/** Creates a key for a declared token, or hashes an existing one, and prints what to declare. */
export const key: Command = {
  usage: 'key [-]',
  summary: 'Create a key, or with - hash one from standard input, for a declared token',
  details: 'The key gives no access until a token is declared with it: keep the key in a secret store, and declare its hash as keyHash.',
  options: { kind: KIND },
  examples: ['key', 'key --kind admin --json', 'key - < key.txt'],

  async prepare(given) {
    const kind: TokenKind = readKind(given) ?? 'content-api';
    if (given.positionals.length === 0) {
      readWords(given);
      return async ({ issueKey, keyring }) => {
        const { accessKey } = issueKey(kind);
        const made = { key: accessKey, keyHash: keyring.hash(accessKey) };
        return { json: made, text: fields(made) };
      };
    }
    const [first, ...others] = await readKeys(given);
    if (others.length > 0) throw new UsageError('Standard input contains more than one key.');
    return async ({ keyring }) => {
      const keyHash = keyring.hash(first!);
      return { json: { keyHash }, text: `${keyHash}\n` };
    };
  },
};
