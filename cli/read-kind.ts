import type { TokenKind } from '../server/token/token-record';
import { type Given, type Option, UsageError } from './command';

/** The option for a kind of token. */
export const KIND: Option = { value: 'KIND', help: 'content-api or admin' };

/** The requested kind; null if omitted. @throws {UsageError} */
export function readKind(given: Given): TokenKind | null {
  const kind = given.value('kind');
  if (kind !== undefined && kind !== 'content-api' && kind !== 'admin') throw new UsageError('--kind must be content-api or admin.');
  return kind ?? null;
}
