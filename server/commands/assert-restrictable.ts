import { ValidationError } from '../errors';
import { checkRestrictions } from '../grant/check-restrictions';
import type { Restrictions } from '../grant/restriction-types';
import type { Host } from '../host';

/** The longest restrictions as JSON (characters). */
const MAX_LENGTH = 20_000;

/**
 * Rejects restrictions that the host does not enforce, or that name what it does not have.
 * @throws {ValidationError}
 */
export async function assertRestrictable(restrictions: Restrictions | null, { contentAPI }: Pick<Host, 'contentAPI'>): Promise<void> {
  if (restrictions === null) return;
  const { restrictable } = contentAPI;
  if (restrictable === undefined) throw new ValidationError('restrictions cannot be enforced here: this host does not support them');
  const wrong = checkRestrictions(restrictions, await restrictable.content(), restrictable.isType);
  if (wrong !== null) throw new ValidationError(wrong);
  if (JSON.stringify(restrictions).length > MAX_LENGTH) throw new ValidationError(`restrictions must be at most ${MAX_LENGTH} characters of JSON`);
  for (const [uid, { where }] of Object.entries(restrictions.types ?? {})) {
    if (where !== undefined) await restrictable.tryWhere(uid, where);
  }
}
