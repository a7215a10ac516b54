import { ValidationError } from '../errors';
import type { AdminPermission, Host } from '../host';
import { shortList } from '../input/short-list';

/**
 * The permissions to store for a content-API token of this type: known to the host, without duplicates. Actions that the token already `has`
 * may stay even if they no longer exist.
 * @throws {ValidationError}
 */
export type CheckContentPermissions = (type: string, actions: readonly string[] | null | undefined, has: readonly string[]) => AdminPermission[];

/** See {@link CheckContentPermissions}. */
export function createCheckContentPermissions(host: Pick<Host, 'contentAPI'>): CheckContentPermissions {
  return function checkContentPermissions(type, actions, has) {
    if (type !== 'custom') {
      if (actions?.length) throw new ValidationError('Non-custom tokens should not reference permissions');
      return [];
    }
    if (!actions) throw new ValidationError('Missing permissions attribute for custom token');
    const known = new Set([...host.contentAPI.permissions.providers.action.keys(), ...has]);
    const unknown = actions.filter((name) => !known.has(name));
    if (unknown.length > 0) throw new ValidationError(`Unknown permissions provided: ${shortList(unknown)}`);
    return [...new Set(actions)].map((name) => ({ action: name }));
  };
}
