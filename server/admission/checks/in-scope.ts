import { covers } from '../../grant/scope';
import type { Check } from '../check';
import type { Denial } from '../verdict';

/** What is asked for is not granted. */
export const FORBIDDEN: Denial = Object.freeze({ allowed: false, status: 403, code: 'ERR_FORBIDDEN', message: 'Forbidden' });

/** 7: the token is granted all that the route asks for. On admin routes, the host asks the admin token's ability instead. */
export const inScope: Check = (credential, { scope }) => (credential.kind === 'content-api' && covers(credential, scope) ? null : FORBIDDEN);
