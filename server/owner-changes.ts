import type { NarrowTokens } from './commands/narrow-tokens';
import { removeTokens } from './commands/descendants';
import type { Host, Id, LifecycleEvent, LifecycleSubscriber, Middleware, Row, Where } from './host';
import type { Change } from './store/change';
import { reasonOf } from './store/database-failure';
import type { Store, WriteScope } from './store/store';

type OwnerIds = readonly Id[] | 'all';

/** In the state of a request: whose permissions it has taken away. */
const LOST = 'apiTokensPermissionsLost';
/** In the database: permissions were taken away outside of a request, and tokens not compared since. */
const PENDING = 'cutPending';
/** How long roles must not have changed outside of a request before tokens are compared with their owners (milliseconds). */
const QUIET_MS = 1000;

/** Changes of a role that alter nobody's permissions. */
const NAMES_OF_ROLES = new Set(['name', 'description', 'updatedAt', 'updatedBy']);
/** Changes of a person that alter neither their permissions nor what a token shows of them. */
const SECRETS_OF_PEOPLE = new Set(['password', 'resetPasswordToken', 'registrationToken', 'preferedLanguage', 'updatedAt', 'updatedBy']);

/** Follows what happens to users, roles and their permissions. */
export interface OwnerChanges {
  /** Begins to listen, and takes up what an earlier process did not live to do. */
  watch(): Promise<void>;
  /** Runs work that has to wait for the end of the request. */
  settle: Middleware;
  /** Runs at once what is left to do. */
  stop(): Promise<void>;
}

/**
 * See {@link OwnerChanges}. What an owner loses is taken from the owner's tokens, and a deleted owner's tokens are deleted, in
 * the transaction of that change, which also leaves behind whose tokens have to be read again.
 *
 * Strapi changes a role's permission by taking it away and then giving the changed one, without a transaction around both: what is
 * lost for good is known only when it is done. For a request that is its answer. Outside of requests (`assignPermissions` in a bootstrap,
 * an import) nobody says when it is done, and tokens are compared once roles have been quiet. Until then they have no more than their owners
 * in any case. While anybody is in the middle of a change, nobody compares.
 */
export function createOwnerChanges(
  host: Pick<Host, 'db' | 'log' | 'requestContext' | 'store'>, store: Store, narrowTokens: NarrowTokens,
): OwnerChanges {
  const state = host.store({ type: 'plugin', name: 'api-tokens' });
  /** How many requests, and others, are in the middle of a change. */
  let changing = 0;
  let timer: NodeJS.Timeout | undefined;

  /** Those of these people who have tokens, as a change. */
  async function changeOf({ rows }: WriteScope, ownerIds: OwnerIds): Promise<Change> {
    return ownerIds === 'all' ? 'all' : { tokenIds: [], ownerIds: await rows.ownersAmong(ownerIds) };
  }

  const tell = (ownerIds: OwnerIds): Promise<void> => store.write(async (scope) => scope.changed(await changeOf(scope, ownerIds)));

  /** Under the lock, so that a token cannot be given in the meantime what is being taken here. */
  const narrow = (ownerIds: OwnerIds): Promise<void> => store.write(async (scope) => {
    if (ownerIds === 'all' && await state.get({ key: PENDING }) === true) await state.set({ key: PENDING, value: false });
    scope.changed(await changeOf(scope, ownerIds));
    await narrowTokens.ofOwners(scope, ownerIds);
  });

  async function endChange(ownerIds: OwnerIds): Promise<void> {
    changing -= 1;
    if (changing > 0) return;
    await narrow(ownerIds).catch((error: unknown) => host.log.error(`API tokens: not limited to their owners' permissions (${reasonOf(error)}).`));
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
    await endChange('all');
  }

  /** What was taken away may be given back at once. A host without request contexts makes every change in one transaction. */
  async function lost(ownerIds: OwnerIds): Promise<void> {
    if (host.requestContext === undefined) return narrow(ownerIds);
    const request = host.requestContext.get();
    if (request === undefined) return changedOutside(ownerIds);
    if (request.state[LOST] === undefined) changing += 1;
    request.state[LOST] = union(request.state[LOST] ?? [], ownerIds);
    await tell(ownerIds);
  }

  async function changedOutside(ownerIds: OwnerIds): Promise<void> {
    await host.db.transaction(async ({ onCommit }) => {
      await tell(ownerIds);
      if (await state.get({ key: PENDING }) !== true) await state.set({ key: PENDING, value: true });
      onCommit(waitForQuiet);
    });
  }

  async function gained(ownerIds: OwnerIds): Promise<void> {
    await tell(ownerIds);
    if (timer !== undefined && host.requestContext?.get() === undefined) waitForQuiet();
  }

  /** A change that is done with its transaction. */
  async function changed(ownerIds: OwnerIds): Promise<void> {
    if (host.requestContext !== undefined && host.requestContext.get() === undefined) return changedOutside(ownerIds);
    await (changing > 0 ? tell(ownerIds) : narrow(ownerIds));
  }

  async function settle(ctx: any, next: () => Promise<unknown>): Promise<void> {
    try {
      await next();
    } finally {
      if (ctx.state[LOST] !== undefined) await endChange(ctx.state[LOST]);
    }
  }

  async function membersOf(roleIds: readonly Id[]): Promise<Id[]> {
    if (roleIds.length === 0) return [];
    const users = await host.db.query('admin::user').findMany({ select: ['id'], where: { roles: { id: { $in: roleIds } } } });
    return users.map(({ id }) => id);
  }

  async function membersWithPermissions(where: Where | undefined): Promise<Id[]> {
    const permissions = await host.db.query('admin::permission').findMany({ select: ['id'], where, populate: ['role'] });
    return membersOf([...new Set(permissions.flatMap(({ role }) => role?.id ?? []))]);
  }

  async function idsOf(uid: string, where: Where | undefined): Promise<Id[]> {
    return (await host.db.query(uid).findMany({ select: ['id'], where })).map(({ id }) => id);
  }

  /** Runs `find` before a write, which may make its records or relations impossible to find, and `then` after it, with what was found. */
  function around(what: string, find: (where: Where | undefined, data: Row) => Promise<OwnerIds>, then: (ownerIds: OwnerIds) => Promise<void>) {
    return {
      before: async ({ params, state: carried }: LifecycleEvent) => {
        carried[what] = await find(params.where, params.data ?? {});
      },
      after: async ({ state: carried }: LifecycleEvent) => {
        if (carried[what].length > 0) await then(carried[what]);
      },
    };
  }

  const permissionsDeleted = around('permissions deleted', membersWithPermissions, lost);
  const permissionsChanged = around('permissions changed', membersWithPermissions, changed);
  const rolesDeleted = around('roles deleted', async (where) => membersOf(await idsOf('admin::role', where)), lost);
  const rolesChanged = around('roles changed', async (_where, data) => (hasOnly(data, NAMES_OF_ROLES) ? [] : 'all'), changed);
  const peopleChanged = around('people changed', async (where, data) => ('roles' in data || hasOnly(data, SECRETS_OF_PEOPLE) ? [] : idsOf('admin::user', where)), tell);
  const rolesOfPeopleChanged = around('roles of people changed', async (where, data) => ('roles' in data ? idsOf('admin::user', where) : []), changed);

  async function permissionsAdded({ params }: LifecycleEvent): Promise<void> {
    const roleIds = rolesIn(params.data);
    const members = roleIds === 'unknown' ? 'all' : await membersOf(roleIds);
    if (members.length > 0) await gained(members);
  }

  /** A role can be made with its members. */
  async function rolesAdded({ params }: LifecycleEvent): Promise<void> {
    const made = [params.data ?? {}].flat() as Row[];
    if (made.some((data) => 'users' in data || 'permissions' in data)) await gained('all');
  }

  async function deleteTokensOfPeople({ params }: LifecycleEvent): Promise<void> {
    const ids = await idsOf('admin::user', params.where);
    await store.write(async (scope) => {
      scope.changed(await changeOf(scope, ids));
      await removeTokens(scope, await scope.rows.ofOwners(ids));
    });
  }

  return {
    settle,

    async stop() {
      if (timer !== undefined) await endOfQuiet();
    },

    async watch() {
      const on = (subscriber: LifecycleSubscriber) => host.db.lifecycles.subscribe(subscriber);
      for (const { before, after } of [peopleChanged, rolesOfPeopleChanged]) {
        on({ models: ['admin::user'], beforeUpdate: before, beforeUpdateMany: before, afterUpdate: after, afterUpdateMany: after });
      }
      on({ models: ['admin::user'], beforeDelete: deleteTokensOfPeople, beforeDeleteMany: deleteTokensOfPeople });
      on({
        models: ['admin::role'],
        afterCreate: rolesAdded,
        afterCreateMany: rolesAdded,
        beforeUpdate: rolesChanged.before,
        beforeUpdateMany: rolesChanged.before,
        afterUpdate: rolesChanged.after,
        afterUpdateMany: rolesChanged.after,
        beforeDelete: rolesDeleted.before,
        beforeDeleteMany: rolesDeleted.before,
        afterDelete: rolesDeleted.after,
        afterDeleteMany: rolesDeleted.after,
      });
      on({
        models: ['admin::permission'],
        afterCreate: permissionsAdded,
        afterCreateMany: permissionsAdded,
        beforeUpdate: permissionsChanged.before,
        beforeUpdateMany: permissionsChanged.before,
        afterUpdate: permissionsChanged.after,
        afterUpdateMany: permissionsChanged.after,
        beforeDelete: permissionsDeleted.before,
        beforeDeleteMany: permissionsDeleted.before,
        afterDelete: permissionsDeleted.after,
        afterDeleteMany: permissionsDeleted.after,
      });
      if (await state.get({ key: PENDING }) === true) waitForQuiet();
    },
  };
}

function union(one: OwnerIds, other: OwnerIds): OwnerIds {
  return one === 'all' || other === 'all' ? 'all' : [...new Set([...one, ...other])];
}

function hasOnly(data: Row, names: ReadonlySet<string>): boolean {
  return Object.keys(data).every((name) => names.has(name));
}

/** The roles that new permissions are given to, as their data writes relations. */
function rolesIn(data: unknown): Id[] | 'unknown' {
  const ids: Id[] = [];
  for (const { role } of [data ?? {}].flat() as Row[]) {
    if (role === undefined || role === null) continue;
    const id = typeof role === 'object' ? role.id : role;
    if (typeof id !== 'number' && typeof id !== 'string') return 'unknown';
    ids.push(id);
  }
  return ids;
}
