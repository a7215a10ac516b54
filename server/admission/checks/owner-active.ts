import { isActive } from '../../token/owner';
import type { Check, KeyState } from '../check';
import type { Denial } from '../verdict';

const OWNER_DEACTIVATED: Denial = Object.freeze({
  allowed: false, status: 401, code: 'ERR_OWNER_DEACTIVATED', message: 'Token owner is deactivated',
});

/** 4: the owner of the token, or of the admin token that created it, is active. */
export const ownerActive: Check<Pick<KeyState, 'owner'>> = ({ owner }) => (owner === null || isActive(owner) ? null : OWNER_DEACTIVATED);
