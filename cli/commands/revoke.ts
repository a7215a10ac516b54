import { type Command, Failure, OPERATOR } from '../command';
import { findToken } from '../find-token';
import { shown } from '../format';
import { readWords } from '../read-input';
import { tokensOf } from '../tokens-of';

/** Deletes a token. */
export const revoke: Command = {
  usage: 'revoke TOKEN',
  summary: 'Delete a token, so that its keys stop working',
  examples: ['revoke Website', 'revoke 7 --json'],

  prepare(given) {
    const [reference] = readWords(given, 'TOKEN');
    return async (services) => {
      const { id, kind, name } = await findToken(services, reference!);
      const token = await tokensOf(services, kind).revoke(OPERATOR, id);
      if (token === null) throw new Failure('Somebody else has just deleted it.');
      return { json: token, text: `Deleted the token ${id}, ${shown(name)}. Its keys no longer work.\n` };
    };
  },
};
