import { PresentedToken } from '../admission/presented-token';
import { actionsOf, covers, type Scope } from '../grant/scope';
import { grants } from '../grant/permission-limit';
import type { RequestContext } from '../host';

/** The part of a host's route that tells which actions it requires. */
export interface ActionRoute {
  config?: { auth?: unknown; policies?: unknown[] };
}

/** The actions without a subject that an admin route requires through the host's policies. */
export function requiredActions(route: ActionRoute | undefined): string[] {
  const policies = (route?.config?.policies ?? []) as Array<{ name?: string; config?: { actions?: unknown[] } }>;
  return policies.filter(({ name }) => name === 'admin::hasPermissions')
    .flatMap(({ config }) => (config?.actions ?? []).filter((action): action is string => typeof action === 'string'));
}

/** The actions that a content-API route requires. */
export function requiredScope(route: ActionRoute | undefined): readonly string[] {
  return actionsOf(((route?.config?.auth || {}) as { scope?: Scope }).scope);
}

/** The actions that the route of a request requires, if the token that it presented lacks one of them; otherwise none. */
export function lackedActions({ state }: RequestContext): readonly string[] {
  const credential = PresentedToken.credentialOf(state.auth?.credentials);
  if (credential === null) return [];
  const required = credential.kind === 'admin' ? requiredActions(state.route) : requiredScope(state.route);
  const isGranted = credential.kind === 'admin'
    ? required.every((action) => grants(credential.permissions, action))
    : covers(credential, required);
  return isGranted ? [] : required;
}
