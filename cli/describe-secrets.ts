import type { SecretsRotation } from '../server/commands/rotate-secrets';
import type { SecretUse } from '../server/contract';

/** The result of rotating secrets, in sentences. */
export function describeSecrets({ rehashed, reencrypted, secrets }: SecretsRotation, dryRun: boolean): string {
  const done = dryRun ? 'would be' : rehashed === 1 ? 'was' : 'were';
  return [
    `${keys(rehashed)} ${done} hashed with the current salt, ${reencrypted} encrypted with the current encryption key.`,
    left(secrets.salts, 'an older or unknown salt. They get the current one when they are used.', 'All keys have the current salt: older ones can be dropped.'),
    left(secrets.encryptionKeys, 'an older or unknown encryption key.', 'No key needs an older encryption key: older ones can be dropped.'),
  ].join('\n').concat('\n');
}

function left(uses: SecretUse[], need: string, none: string): string {
  const count = uses.reduce((sum, use) => sum + (use.current ? 0 : use.keys), 0);
  return count === 0 ? none : `${keys(count)} still ${count === 1 ? 'needs' : 'need'} ${need}`;
}

function keys(count: number): string {
  return `${count} ${count === 1 ? 'key' : 'keys'}`;
}
