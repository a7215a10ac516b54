/** What a content-API token may do. */
export interface ContentGrant {
  readonly type: 'read-only' | 'full-access' | 'custom';
  /** The granted actions of a custom token. */
  readonly actions: ReadonlySet<string>;
}

/** The actions that a route asks for; related records ask for a single one (Strapi's form). */
export type Scope = string | readonly string[] | undefined;

/**
 * Whether a grant covers all actions of `scope`. A route that declares none is for full-access tokens alone. Read-only means the actions
 * `find` and `findOne` by name.
 */
export function covers({ type, actions }: ContentGrant, scope: Scope): boolean {
  if (type === 'full-access') return true;
  const required = typeof scope === 'string' ? [scope] : scope ?? [];
  return required.length > 0 && required.every((action) => (type === 'read-only' ? isRead(action) : actions.has(action)));
}

/** Also a name without an owner in front. */
function isRead(action: string): boolean {
  return /(^|\.)find(One)?$/.test(action);
}
