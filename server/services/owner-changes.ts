import type { Host, LifecycleEvent, Middleware } from '../host';
import type { AdminTokens } from './admin-tokens';
import { reasonOf } from './database-failure';
import type { Revision } from './revision';

const LOST = 'apiTokensPermissionsLost';

/** Follows what happens to users, roles and their permissions. */
export interface OwnerChanges {
  /** Begins to listen. */
  watch(): void;
  /** Does at the end of a request what could not be done in the middle of it. */
  settle: Middleware;
}

/**
 * See {@link OwnerChanges}. What an owner loses is taken from the owner's tokens, and a deleted owner's tokens are deleted, in
 * the transaction of that change; every such change moves the revision.
 */
export function createOwnerChanges(
  host: Pick<Host, 'db' | 'log' | 'requestContext'>,
  revision: Revision,
  adminTokens: AdminTokens,
): OwnerChanges {
  /** Under the lock, so that a token cannot be given in the meantime what is being taken here. */
  const cut = (): Promise<void> => revision.exclusively(adminTokens.cutToOwners);

  /**
   * Strapi changes a role's permission by taking it away and then giving the changed one, without a transaction around both: what
   * is lost for good is known when it answers. Until then tokens keep no more than their owners in any case.
   */
  async function permissionsDeleted(): Promise<void> {
    const request = host.requestContext?.get();
    if (request === undefined) return cut();
    request.state[LOST] = true;
    await revision.bump();
  }

  async function settle(ctx: any, next: () => Promise<unknown>): Promise<void> {
    try {
      await next();
    } finally {
      if (ctx.state[LOST] === true) {
        await cut().catch((error: unknown) => host.log.error(`API tokens: not cut down to their owners (${reasonOf(error)}).`));
      }
    }
  }

  async function deleteTokensOfUsers({ params }: LifecycleEvent): Promise<void> {
    const users = await host.db.query('admin::user').findMany({ select: ['id'], where: params.where });
    await revision.bump();
    await adminTokens.removeOwnedBy(users.map(({ id }) => id));
  }

  async function userChanged({ params }: LifecycleEvent): Promise<void> {
    await (params.data && 'roles' in params.data ? cut() : revision.bump());
  }

  return {
    settle,

    watch() {
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
        afterDelete: permissionsDeleted,
        afterDeleteMany: permissionsDeleted,
      });
    },
  };
}
