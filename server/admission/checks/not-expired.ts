import type { Check, KeyState } from '../check';
import type { Denial } from '../verdict';

const EXPIRED: Denial = Object.freeze({ allowed: false, status: 401, code: 'ERR_TOKEN_EXPIRED', message: 'Token expired' });

/** 3: the token has not expired. */
export const notExpired: Check<Pick<KeyState, 'expiresAt'>> = ({ expiresAt }, { now }) => (now < expiresAt ? null : EXPIRED);
