import type { ReadActions } from './read-actions';
import type { Restrictions } from './restriction-types';

/** What a content-API token may do. */
export interface ContentGrant {
  readonly type: 'read-only' | 'full-access' | 'custom';
  /** The granted actions of a custom token. */
  readonly actions: ReadonlySet<string>;
  /** Further actions that a read-only token may use; null if there are none. */
  readonly readActions?: ReadActions | null;
  readonly restrictions?: Restrictions | null;
  /** Whether the host enforces restrictions on an action. A restricted token may use other actions only if they are granted by name. */
  readonly isRestrictable?: (action: string) => boolean;
}

/** The actions that a route requires; related records require a single one (Strapi's form). */
export type Scope = string | readonly string[] | undefined;

/**
 * Whether a grant covers all actions of `scope`. A route that declares none is for full-access tokens only. Read-only means the actions named `find`
 * and `findOne`, and those in the settings. A restricted token may use an action on which restrictions cannot be enforced only if it is granted by
 * name.
 */
export function covers(grant: ContentGrant, scope: Scope): boolean {
  const { type, actions, restrictions = null } = grant;
  if (type === 'full-access' && restrictions === null) return true;
  const required = actionsOf(scope);
  return required.length > 0 && required.every((action) => (type === 'custom' ? actions.has(action) : coversByType(grant, action)));
}

function coversByType({ type, readActions = null, restrictions = null, isRestrictable }: ContentGrant, action: string): boolean {
  if (restrictions !== null && isRestrictable?.(action) !== true) return false;
  return type === 'full-access' || (type === 'read-only' && (isRead(action) || (readActions !== null && readActions(action))));
}

/** The actions that a scope consists of. */
export function actionsOf(scope: Scope): readonly string[] {
  return typeof scope === 'string' ? [scope] : scope ?? [];
}

/** Also a name without a prefix. */
function isRead(action: string): boolean {
  return /(^|\.)find(One)?$/.test(action);
}
