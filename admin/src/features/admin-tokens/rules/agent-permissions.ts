import type { AdminToken } from '../../../../../server/contract';
import { permissionId } from './admin-groups';

const READ = 'plugin::content-manager.explorer.read';

/** The ids of what an AI agent is granted of what its owner can do: to read the project's own content. Writing what has no drafts would publish it. */
export function agentPermissions(owned: AdminToken['adminPermissions']): string[] {
  return [...new Set(owned.filter(({ action, subject }) => action === READ && subject?.startsWith('api::')).map(permissionId))].sort();
}
