import type { AdminToken } from '../../../../../server/contract';
import { permissionId, type AdminActions } from './admin-groups';

const READ = 'plugin::content-manager.explorer.read';
const WRITE: readonly string[] = ['plugin::content-manager.explorer.create', 'plugin::content-manager.explorer.update'];
const PUBLISH = 'plugin::content-manager.explorer.publish';

/**
 * The ids of what an AI agent is granted of what its owner can do: to read the project's own content, and to write that of types with drafts,
 * which somebody else publishes. Elsewhere writing is publishing.
 */
export function agentPermissions({ sections }: AdminActions, owned: AdminToken['adminPermissions']): string[] {
  const { collectionTypes, singleTypes } = sections;
  const actions = [collectionTypes, singleTypes].flatMap((section) => section?.actions ?? []);
  const withDrafts = new Set(actions.flatMap(({ actionId, subjects }) => (actionId === PUBLISH ? subjects : [])));
  const isGranted = ({ action, subject }: AdminToken['adminPermissions'][number]) =>
    subject?.startsWith('api::') && (action === READ || (WRITE.includes(action) && withDrafts.has(subject)));
  return [...new Set(owned.filter(isGranted).map(permissionId))].sort();
}
