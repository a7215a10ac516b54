import { readRegenerate } from '../../server/input/token-input';
import { type Command, OPERATOR } from '../command';
import { findToken } from '../find-token';
import { shown } from '../format';
import { readDuration } from '../read-duration';
import { readWords } from '../read-input';
import { adminTokensOf } from '../tokens-of';

/** Gives a token a new key and prints only that. */
export const regenerate: Command = {
  usage: 'regenerate TOKEN',
  summary: 'Give a token a new key and print it',
  details: 'Without --keep, the current key stops immediately. Standard output contains only the new key, or with --json the whole result.',
  options: { keep: { value: 'DURATION', help: 'How long the current key is still accepted, up to 7d' } },
  examples: ['regenerate Website', 'regenerate Website --keep 24h', 'regenerate 7 --keep 30m --json'],

  prepare(given) {
    const [reference] = readWords(given, 'TOKEN');
    const keep = given.value('keep');
    const request = readRegenerate(keep === undefined ? {} : { keepPreviousFor: readDuration('--keep', keep) });
    return async (services) => {
      const { id, kind, name, ownerId } = await findToken(services, reference!);
      const answer = kind === 'admin'
        ? await adminTokensOf(services).regenerate({ type: 'cli', ...(ownerId !== null && { ownerId }) }, id, request)
        : await services.contentApiTokens.regenerate(OPERATOR, id, request);
      const { accessKey, previousKey } = answer;
      const former = previousKey === null ? 'The former key no longer works.' : `The former key works until ${previousKey.expiresAt}.`;
      return { json: answer, text: `${accessKey}\n`, note: `The token ${id}, ${shown(name)}, has a new key. ${former}` };
    };
  },
};
