import type { Credential } from '../admission/credential';
import type { TokenAttributes } from '../admission/presented-token';
import type { Self } from '../contract';

/** What a token can learn about itself: never an id, its owner or a key. */
export function self(credential: Credential): Self {
  const { name, expiresAt } = credential.presented as unknown as TokenAttributes;
  const common = { name, expiresAt, rateLimit: credential.rateLimit, keyState: credential.keyExpiresAt === Infinity ? 'current' : 'previous' } as const;
  if (credential.kind === 'content-api') return { ...common, kind: 'content-api', type: credential.type, permissions: [...credential.actions], restrictions: credential.restrictions };
  return {
    ...common,
    kind: 'admin',
    restrictions: null,
    adminPermissions: credential.permissions.map(({ action, actionParameters, subject, properties, conditions }) => (
      { action, actionParameters, subject, properties, conditions })),
  };
}
