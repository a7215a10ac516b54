import type { AdminToken } from '../../../../../server/contract';
import { permissionId } from './admin-groups';

const READ = 'plugin::content-manager.explorer.read';
const WRITE: readonly string[] = ['plugin::content-manager.explorer.create', 'plugin::content-manager.explorer.update'];

/**
 * The ids of what an AI agent is granted of what its owner can do: to read the project's own content, and to write that of the types
 * `withDrafts`, which somebody else publishes. Writing the others would publish them.
 */
export function agentPermissions(owned: AdminToken['adminPermissions'], withDrafts: ReadonlySet<string>): string[] {
  const isGranted = ({ action, subject }: AdminToken['adminPermissions'][number]) =>
    subject?.startsWith('api::') && (action === READ || (WRITE.includes(action) && withDrafts.has(subject)));
  return [...new Set(owned.filter(isGranted).map(permissionId))].sort();
}

/** Whether some of these permissions write content. */
export function hasWriting(ids: readonly string[]): boolean {
  return ids.some((id) => WRITE.some((action) => id.startsWith(`${action} `)));
}
