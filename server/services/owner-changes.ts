import type { Host, LifecycleEvent, Middleware } from '../host';
import type { Cuts } from './cuts';
import { reasonOf } from './database-failure';
import type { Revision } from './revision';

const LOST = 'apiTokensPermissionsLost';
/** In the database: permissions were taken away outside of a request, and tokens not compared since. */
const PENDING = 'cutPending';
/** How long roles must not have changed outside of a request before tokens are compared with their owners (milliseconds). */
const QUIET_MS = 1000;

/** Follows what happens to users, roles and their permissions. */
export interface OwnerChanges {
  /** Begins to listen, and takes up what an earlier process did not live to do. */
  watch(): Promise<void>;
  /** Does at the end of a request what could not be done in the middle of it. */
  settle: Middleware;
  /** Does at once what is left to do. */
  stop(): Promise<void>;
}

/**
 * See {@link OwnerChanges}. What an owner loses is taken from the owner's tokens, and a deleted owner's tokens are deleted, in
 * the transaction of that change; every such change moves the revision.
 *
 * Strapi changes a role's permission by taking it away and then giving the changed one, without a transaction around both: what is
 * lost for good is known only when it is done. For a request that is its answer. Outside of requests (`assignPermissions` in a bootstrap,
 * an import) nobody says when it is done, and tokens are compared once roles have been quiet. Until then they have no more than their owners
 * in any case. While anybody is in the middle of a change, nobody compares.
 */
export function createOwnerChanges(
  host: Pick<Host, 'db' | 'log' | 'requestContext' | 'store'>,
  revision: Revision,
  cuts: Cuts,
): OwnerChanges {
  const store = host.store({ type: 'plugin', name: 'api-tokens' });
  /** How many requests, and others, are in the middle of a change. */
  let changing = 0;
  let timer: NodeJS.Timeout | undefined;

  /** Under the lock, so that a token cannot be given in the meantime what is being taken here. */
  const cut = (): Promise<void> => revision.exclusively(async () => {
    if (await store.get({ key: PENDING }) === true) await store.set({ key: PENDING, value: false });
    await cuts.toOwners();
  });

  async function endChange(): Promise<void> {
    changing -= 1;
    if (changing > 0) return;
    await cut().catch((error: unknown) => host.log.error(`API tokens: not cut down to their owners (${reasonOf(error)}).`));
  }

  /** Begins to wait for quiet, or begins anew. */
  function waitForQuiet(): void {
    if (timer === undefined) changing += 1;
    clearTimeout(timer);
    timer = setTimeout(endOfQuiet, QUIET_MS);
  }

  async function endOfQuiet(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    await endChange();
  }

  /** What was taken away may be given back at once. A host without request contexts makes every change in one transaction. */
  async function permissionsDeleted(): Promise<void> {
    if (host.requestContext === undefined) return cut();
    const request = host.requestContext.get();
    if (request === undefined) return changedOutside();
    if (request.state[LOST] !== true) changing += 1;
    request.state[LOST] = true;
    await revision.bump();
  }

  async function changedOutside(): Promise<void> {
    await host.db.transaction(async ({ onCommit }) => {
      await revision.bump();
      if (await store.get({ key: PENDING }) !== true) await store.set({ key: PENDING, value: true });
      onCommit(waitForQuiet);
    });
  }

  async function permissionsAdded(): Promise<void> {
    // What is new in a role takes nothing from anybody.
    await revision.bump();
    if (timer !== undefined && host.requestContext?.get() === undefined) waitForQuiet();
  }

  /** A change that is done with its transaction. */
  async function changed(): Promise<void> {
    if (host.requestContext !== undefined && host.requestContext.get() === undefined) return changedOutside();
    await (changing > 0 ? revision.bump() : cut());
  }

  async function settle(ctx: any, next: () => Promise<unknown>): Promise<void> {
    try {
      await next();
    } finally {
      if (ctx.state[LOST] === true) await endChange();
    }
  }

  async function deleteTokensOfUsers({ params }: LifecycleEvent): Promise<void> {
    const users = await host.db.query('admin::user').findMany({ select: ['id'], where: params.where });
    await revision.bump();
    await cuts.removeOwnedBy(users.map(({ id }) => id));
  }

  async function userChanged({ params }: LifecycleEvent): Promise<void> {
    await (params.data && 'roles' in params.data ? changed() : revision.bump());
  }

  return {
    settle,

    async stop() {
      if (timer !== undefined) await endOfQuiet();
    },

    async watch() {
      host.db.lifecycles.subscribe({
        models: ['admin::user'],
        beforeDelete: deleteTokensOfUsers,
        beforeDeleteMany: deleteTokensOfUsers,
        afterUpdate: userChanged,
        afterUpdateMany: userChanged,
      });
      host.db.lifecycles.subscribe({
        models: ['admin::role', 'admin::permission'],
        afterCreate: permissionsAdded,
        afterCreateMany: permissionsAdded,
        afterUpdate: changed,
        afterUpdateMany: changed,
        afterDelete: permissionsDeleted,
        afterDeleteMany: permissionsDeleted,
      });
      if (await store.get({ key: PENDING }) === true) waitForQuiet();
    },
  };
}
