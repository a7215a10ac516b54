import type { RequestContext } from '../host';

/** Why a caller was denied a scope. */
type ScopeDenial = Error & { details?: { required?: readonly string[] } };

const scopeDenials = new WeakMap<object, ScopeDenial>();
const watched = new WeakMap<object, WatchedScope>();

/** Notes that an authenticated caller (`ctx.state.auth`) was denied a scope. The host may deny the request for that, or only leave something out. */
export function noteScopeDenial(auth: object, error: ScopeDenial): void {
  scopeDenials.set(auth, error);
  const scope = watched.get(auth);
  if (scope !== undefined) scope.denial = error;
}

/** What {@link watchScope} returns. */
export interface WatchedScope {
  denial?: ScopeDenial;
}

/** Holds the denial that is noted for a caller before anything is waited for. */
export function watchScope(auth: object): WatchedScope {
  const scope: WatchedScope = {};
  watched.set(auth, scope);
  queueMicrotask(() => {
    if (watched.get(auth) === scope) watched.delete(auth);
  });
  return scope;
}

/** Whether {@link noteScopeDenial} was called for this caller. */
export function isScopeDenied(auth: object | undefined): boolean {
  return auth !== undefined && scopeDenials.has(auth);
}

/**
 * The details of the denial in a GraphQL response, whose status does not tell; undefined for any other request. In a response that merely quotes the
 * code, it has backslashes.
 */
export function graphqlDenialOf({ state, body }: RequestContext): object | undefined {
  if (typeof body !== 'string' || !body.includes('"code":"FORBIDDEN"')) return undefined;
  return scopeDenials.get(state.auth ?? {})?.details;
}
