import { type Command, OPERATOR } from '../command';
import { describeSecrets } from '../describe-secrets';
import { readWords } from '../read-input';

/** Rewrites keys with the current secrets. */
export const rotateSecrets: Command = {
  usage: 'rotate-secrets',
  summary: 'Rehash and re-encrypt all keys that can be decrypted, and report which secrets keys still need',
  details: 'Can be stopped and run again at any time.',
  options: { 'dry-run': { help: 'Show what would be rewritten, without writing anything' } },
  examples: ['rotate-secrets --dry-run', 'rotate-secrets --json'],

  prepare(given) {
    readWords(given);
    const dryRun = given.has('dry-run');
    return async (services) => {
      const rotation = await services.rotateSecrets(OPERATOR, { dryRun });
      return { json: rotation, text: describeSecrets(rotation, dryRun) };
    };
  },
};
