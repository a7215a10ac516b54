import { type Command, OPERATOR } from '../command';
import { describeToken } from '../describe-token';
import { findToken } from '../find-token';
import { readWords } from '../read-input';
import { tokensOf } from '../tokens-of';

/** Shows a token, without its key. */
export const show: Command = {
  usage: 'show TOKEN',
  summary: 'Show a token, without its key',
  examples: ['show 7', 'show "Website" --json'],

  prepare(given) {
    const [reference] = readWords(given, 'TOKEN');
    return async (services) => {
      const { id, kind } = await findToken(services, reference!);
      const { canRevealKey: _canRevealKey, ...token } = await tokensOf(services, kind).get(OPERATOR, id, false);
      return { json: token, text: describeToken(token) };
    };
  },
};
