import { ForbiddenError, RateLimitError, UnauthorizedError, type TokenError } from '../errors';

/** Why a request is denied. */
export interface Denial {
  readonly allowed: false;
  readonly status: 401 | 403 | 429;
  /** Stable: programs match it. Reaches clients as `error.details.code`. */
  readonly code: string;
  readonly message: string;
  /** The actions that the route requires, if the token is not granted all of them. Reaches clients as `error.details.required`. */
  readonly required?: readonly string[];
  /** The address that the request came from, if that is why it is denied. Reaches clients as `error.details.address`. */
  readonly address?: string;
  /** How many seconds to wait before the next request, if there were too many. Reaches clients as `error.details.retryAfter` and `Retry-After`. */
  readonly retryAfter?: number;
}

/** Whether a request is allowed. */
export type Verdict = { readonly allowed: true } | Denial;

/** The HTTP error for a denial. */
export function toError({ status, message, code, required, address, retryAfter }: Denial): TokenError {
  if (status === 429) return new RateLimitError(retryAfter ?? 1);
  return status === 401 ? new UnauthorizedError(message, code) : new ForbiddenError(message, code, { ...(required && { required }), ...(address !== undefined && { address }) });
}
