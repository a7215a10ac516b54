import type { AdminToken } from '../../../../../server/contract';
import { permissionId } from './admin-groups';

const READ = 'plugin::content-manager.explorer.read';
const WRITE: readonly string[] = ['plugin::content-manager.explorer.create', 'plugin::content-manager.explorer.update'];

/**
 * The ids of the owner's permissions that an AI agent gets: reading the project's own content, and writing that of the types
 * `withDrafts`, which somebody else publishes. Writing to other types would publish immediately.
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
