import { isIP } from 'node:net';
import type { RequestContext } from '../host';
import { plainAddress } from '../store/last-use';
import type { Origin } from '../token/token-event';

/** The size of the column for the request's id (characters). */
const MAX_LENGTH = 255;

/** The origin of a request; with its address only if addresses are recorded. A proxy may pass on any text as one. */
export function originOf({ ip = '', state }: RequestContext, tracking: { readonly address: boolean }): Origin {
  const address = plainAddress(ip);
  const { requestId } = state;
  return {
    address: tracking.address && isIP(address) !== 0 ? address : null,
    requestId: typeof requestId === 'string' && requestId.length <= MAX_LENGTH ? requestId : null,
  };
}
