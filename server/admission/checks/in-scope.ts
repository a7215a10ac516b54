import { actionsOf, covers, type Scope } from '../../grant/scope';
import type { Check } from '../check';
import type { Denial } from '../verdict';

/** The token may not do this, regardless of its permissions. */
export const FORBIDDEN: Denial = Object.freeze({ allowed: false, status: 403, code: 'ERR_FORBIDDEN', message: 'Forbidden' });

/** The required scope is not fully granted. A route without one lists no actions either. */
export function outOfScope(scope: Scope): Denial {
  const required = actionsOf(scope);
  return required.length === 0 ? FORBIDDEN : Object.freeze({ ...FORBIDDEN, required: [...required] });
}

/** 7: the token is granted everything that the route requires. On admin routes, the host asks the admin token's ability. */
export const inScope: Check = (credential, { kind, scope, isGrantedByHost = false }) => {
  const isGranted = credential.kind === 'content-api' ? covers(credential, scope) : isGrantedByHost;
  return isGranted && credential.kind === kind ? null : outOfScope(scope);
};
