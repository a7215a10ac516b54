import type { AdminToken } from '../../../../../server/contract';
import { permissionId } from './admin-groups';

/**
 * The ids of the permissions that a request to `path` is missing when it requires these actions: those of the owner, on the subject that the
 * path names if there are several. Null if the owner does not have them.
 */
export function grantableIds(required: readonly string[], path: string, owned: AdminToken['adminPermissions']): string[] | null {
  const ids = required.map((action) => owned.find((permission) => permission.action === action && isAbout(permission.subject, path)));
  return ids.every((permission) => permission !== undefined) ? ids.map(permissionId) : null;
}

function isAbout(subject: string | null | undefined, path: string): boolean {
  return !subject || path.includes(`/${subject}`) || path.includes(`/${encodeURIComponent(subject)}`);
}
