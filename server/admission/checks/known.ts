import type { Check, KeyState } from '../check';
import type { Denial } from '../verdict';

/** Says no more on purpose: unknown, deleted, replaced and wrong-kind keys are all alike. */
export const UNKNOWN: Denial = Object.freeze({
  allowed: false, status: 401, code: 'ERR_UNAUTHORIZED', message: 'Missing or invalid credentials',
});

/** 1: the key is one of a token of this kind. */
export const known: Check<Pick<KeyState, 'kind'>> = ({ kind }, request) => (kind === request.kind ? null : UNKNOWN);
