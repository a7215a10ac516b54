import { NotFoundError } from '../errors';

/** The largest id that a column of 32 bits can hold. */
const MAX_ID = 2_147_483_647;

/**
 * The token id in a path parameter.
 * @throws {NotFoundError} if no token can have it (`1abc`, `-1`, `99999999999999999999`)
 */
export function readTokenId(parameter: string | undefined): number {
  if (!isTokenId(parameter ?? '')) throw new NotFoundError('API Token not found');
  return Number(parameter);
}

/** Whether a text is a possible id of a token. */
export function isTokenId(text: string): boolean {
  return /^[1-9][0-9]{0,9}$/.test(text) && Number(text) <= MAX_ID;
}
