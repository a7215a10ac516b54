import type { IdentifiedToken } from '../../server/contract';
import { NotFoundError } from '../../server/errors';
import { type Command, type CommandServices, Failure, OPERATOR, UsageError } from '../command';
import { fields } from '../format';
import { readKeys } from '../read-input';

/** Tells which token a key belongs to. */
export const identify: Command = {
  usage: 'identify -',
  summary: 'Tell which token a key on standard input belongs to, or belonged to within the last 30 days',
  examples: ['identify - < key.txt', 'pbpaste | api-tokens identify -'],

  async prepare(given) {
    const [key, ...others] = await readKeys(given);
    if (others.length > 0) throw new UsageError('Standard input contains more than one key.');
    return async (services) => {
      const found = await identified(services, key!);
      const { id, name, kind, state, keyState } = found;
      return { json: found, text: fields({ id, name, kind, state, key: keyState }) };
    };
  },
};

async function identified({ contentApiTokens, adminTokens }: CommandServices, key: string): Promise<IdentifiedToken> {
  for (const tokens of [contentApiTokens, adminTokens]) {
    try {
      if (tokens !== undefined) return await tokens.identify(OPERATOR, { key });
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error;
    }
  }
  throw new Failure('No token has this key, or had it within the last 30 days.');
}
