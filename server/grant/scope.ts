/** What a content-API token may do. */
export interface ContentGrant {
  type: 'read-only' | 'full-access' | 'custom';
  /** The granted actions of a custom token. */
  actions: ReadonlySet<string>;
  /** The action that {@link allows} was asked for and opened last; null before. */
  lastOpened: string | null;
}

/**
 * Whether a credential opens a route that asks for all actions of `scope`. A route that declares no scope is open to
 * full-access tokens alone. Read-only means the actions `find` and `findOne` by name. Routes have a list; for related records
 * Strapi asks with a single action. What a credential opens never changes, and most requests of a token ask for the same, so the
 * last action is remembered, by its name: finding it would cost several times as much.
 */
export function allows(credential: ContentGrant, scope: string | readonly string[] | undefined): boolean {
  if (credential.type === 'full-access') return true;
  if (scope === undefined || scope.length === 0) return false;
  const actions = typeof scope === 'string' ? [scope] : scope;
  for (const action of actions) {
    if (action === credential.lastOpened) continue;
    if (!(credential.type === 'read-only' ? isRead(action) : credential.actions.has(action))) return false;
    credential.lastOpened = action;
  }
  return true;
}

/** Also a name without an owner in front; without cutting out the name, which would cost more than all else here. */
function isRead(action: string): boolean {
  return action.endsWith('.findOne') || action.endsWith('.find') || action === 'find' || action === 'findOne';
}
