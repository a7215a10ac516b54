import type { Check, KeyState } from '../check';
import type { Denial } from '../verdict';

const DISABLED: Denial = Object.freeze({ allowed: false, status: 401, code: 'ERR_TOKEN_DISABLED', message: 'Token disabled' });

/** 2: neither the token nor one that created it is paused. */
export const enabled: Check<Pick<KeyState, 'isEnabled'>> = ({ isEnabled }) => (isEnabled ? null : DISABLED);
