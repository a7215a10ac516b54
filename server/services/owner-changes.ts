import type { Host, LifecycleEvent } from '../host';
import type { AdminTokens } from './admin-tokens';
import type { Revision } from './revision';

/**
 * Follows what happens to users, roles and their permissions. What an owner loses is taken from the owner's tokens, and a
 * deleted owner's tokens are deleted, in the transaction of that change; every such change moves the revision.
 */
export function watchOwners(host: Pick<Host, 'db'>, revision: Revision, adminTokens: AdminTokens): void {
  /** The revision first: it locks, so that a token cannot be given in the meantime what is being taken here. */
  async function cut(): Promise<void> {
    await revision.bump();
    await adminTokens.cutToOwners();
  }

  async function deleteTokensOfUsers({ params }: LifecycleEvent): Promise<void> {
    const users = await host.db.query('admin::user').findMany({ select: ['id'], where: params.where });
    await revision.bump();
    await adminTokens.removeOwnedBy(users.map(({ id }) => id));
  }

  async function userChanged({ params }: LifecycleEvent): Promise<void> {
    await (params.data && 'roles' in params.data ? cut() : revision.bump());
  }

  host.db.lifecycles.subscribe({
    models: ['admin::user'],
    beforeDelete: deleteTokensOfUsers,
    beforeDeleteMany: deleteTokensOfUsers,
    afterUpdate: userChanged,
    afterUpdateMany: userChanged,
  });

  host.db.lifecycles.subscribe({
    models: ['admin::role', 'admin::permission'],
    // What is new in a role takes nothing from anybody.
    afterCreate: revision.bump,
    afterCreateMany: revision.bump,
    afterUpdate: cut,
    afterUpdateMany: cut,
    afterDelete: cut,
    afterDeleteMany: cut,
  });
}
