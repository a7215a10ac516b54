import { ForbiddenError, UnauthorizedError, type TokenError } from '../errors';

/** Why a request may not pass. */
export interface Denial {
  readonly allowed: false;
  readonly status: 401 | 403;
  /** Stable: programs match it. Reaches clients as `error.details.code`. */
  readonly code: string;
  readonly message: string;
}

/** Whether a request may pass. */
export type Verdict = { readonly allowed: true } | Denial;

/** The HTTP error that a denial is answered with. */
export function toError({ status, message, code }: Denial): TokenError {
  return status === 401 ? new UnauthorizedError(message, code) : new ForbiddenError(message, code);
}
