import type { Command } from '../command';
import { describeSecrets } from '../describe-secrets';
import { readWords } from '../read-input';

/** Rewrites keys with the current secrets. */
export const rotateSecrets: Command = {
  usage: 'rotate-secrets',
  summary: 'With the current secrets, rewrite all keys that can be decrypted, and tell which secrets keys still need',
  details: 'Can be stopped and run again at any time.',
  options: { 'dry-run': { help: 'Show what would be rewritten, and write nothing' } },
  examples: ['rotate-secrets --dry-run', 'rotate-secrets --json'],

  prepare(given) {
    readWords(given);
    const dryRun = given.has('dry-run');
    return async (services) => {
      const rotation = await services.rotateSecrets({ dryRun });
      return { json: rotation, text: describeSecrets(rotation, dryRun) };
    };
  },
};
