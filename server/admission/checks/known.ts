import type { Check, KeyState } from '../check';
import type { Denial } from '../verdict';

/** Deliberately unspecific: unknown, deleted, replaced and wrong-kind keys all get the same response. */
export const UNKNOWN: Denial = Object.freeze({
  allowed: false, status: 401, code: 'ERR_UNAUTHORIZED', message: 'Missing or invalid credentials',
});

/** 1: the key belongs to a token of this kind and, if replaced, has not stopped working. */
export const known: Check<Pick<KeyState, 'kind' | 'keyExpiresAt'>> = ({ kind, keyExpiresAt }, request) => (
  kind === request.kind && request.now < keyExpiresAt ? null : UNKNOWN);
