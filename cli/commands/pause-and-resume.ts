import { type Command, OPERATOR } from '../command';
import { describeToken } from '../describe-token';
import { findToken } from '../find-token';
import { readWords } from '../read-input';
import { tokensOf } from '../tokens-of';

/** Rejects the keys of a token until it is resumed. */
export const pause: Command = {
  usage: 'pause TOKEN',
  summary: 'Reject the keys of a token until it is resumed',
  examples: ['pause Website'],
  prepare: (given) => enable(readWords(given, 'TOKEN')[0]!, false),
};

/** Accepts the keys of a paused token again. */
export const resume: Command = {
  usage: 'resume TOKEN',
  summary: 'Accept the keys of a paused token again',
  examples: ['resume Website'],
  prepare: (given) => enable(readWords(given, 'TOKEN')[0]!, true),
};

function enable(reference: string, enabled: boolean): ReturnType<Command['prepare']> {
  return async (services) => {
    const { id, kind } = await findToken(services, reference);
    const token = await tokensOf(services, kind).update(OPERATOR, id, { enabled });
    return { json: token, text: describeToken(token) };
  };
}
