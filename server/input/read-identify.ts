import type { IdentifyToken } from '../contract';
import { ValidationError } from '../errors';

/**
 * The body of POST /:kind/identify, with the key trimmed, since people paste it. Errors never repeat the input, which may contain a key.
 * @throws {ValidationError}
 */
export function readIdentify(input: unknown): IdentifyToken['Request'] {
  const { key, ...others } = (typeof input === 'object' && input !== null ? input : {}) as Record<string, unknown>;
  const trimmed = typeof key === 'string' ? key.trim() : '';
  if (trimmed === '' || Object.keys(others).length > 0) throw new ValidationError('The body must be an object with only `key`, a non-empty string');
  return { key: trimmed };
}
