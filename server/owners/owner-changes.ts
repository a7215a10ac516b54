import type { NarrowTokens } from '../commands/narrow-tokens';
import { removeTokens } from '../commands/descendants';
import type { Host, Id, LifecycleEvent, LifecycleSubscriber, Middleware, Row, Where } from '../host';
import type { Change } from '../store/change';
import { reasonOf } from '../store/database-failure';
import type { Store, WriteScope } from '../store/store';
import { BY_SYSTEM } from '../token/token-event';

type OwnerIds = readonly Id[] | 'all';

/** In a request's state: the owners who lost permissions in it. */
const LOST = 'apiTokensPermissionsLost';
/** In the database: permissions were removed, and tokens have not been compared since. */
const PENDING = 'cutPending';
/** How long roles must stay unchanged outside of a request before tokens are compared with their owners (milliseconds). */
const QUIET_MS = 1000;

/** Attributes of a role that do not affect permissions. */
const NAMES_OF_ROLES = new Set(['name', 'description', 'updatedAt', 'updatedBy']);
/** Attributes of a person that affect neither their permissions nor what a token shows of them. */
const SECRETS_OF_PEOPLE = new Set(['password', 'resetPasswordToken', 'registrationToken', 'preferedLanguage', 'updatedAt', 'updatedBy']);

/** Follows changes to users, roles and their permissions. */
export interface OwnerChanges {
  /** Subscribes, and completes what an earlier process left undone. */
  watch(): Promise<void>;
  /** Runs work deferred to the end of the request. */
  settle: Middleware;
  /** Runs pending work immediately. */
  stop(): Promise<void>;
}

/**
 * See {@link OwnerChanges}. What an owner loses, the owner's tokens lose, and a deleted owner's tokens are deleted, in the transaction of
 * that change, which also records whose tokens have to be read again.
 *
 * Strapi changes a role's permission by deleting it and then creating the changed one, without a transaction around both, so what is lost
 * for good is only known afterwards: for a request, at its end. Outside of requests (`assignPermissions` in a bootstrap, an import) there is
 * no such moment, so tokens are compared once roles have stayed unchanged for a while. Until then, tokens are limited by their owners
 * anyway. Nothing is compared while a change is in progress.
 */
export function createOwnerChanges(
  host: Pick<Host, 'db' | 'log' | 'requestContext' | 'store'>, store: Store, narrowTokens: NarrowTokens,
): OwnerChanges {
  const state = host.store({ type: 'plugin', name: 'api-tokens' });
  /** The number of changes in progress, in requests and outside. */
  let changing = 0;
  /** Whose tokens have to be compared once no change is in progress. */
  let owed: OwnerIds = [];
  let timer: NodeJS.Timeout | undefined;

  /** The {@link Change} that affects these people, as far as they have tokens. */
  async function changeOf({ rows }: WriteScope, ownerIds: OwnerIds): Promise<Change> {
    return ownerIds === 'all' ? 'all' : { tokenIds: [], ownerIds: await rows.ownersAmong(ownerIds) };
  }

  const tell = (ownerIds: OwnerIds): Promise<void> => store.write(async (scope) => scope.changed(await changeOf(scope, ownerIds)));

  /** The same, and records that tokens have to be compared, in case this process ends before. */
  const tellPending = (ownerIds: OwnerIds): Promise<void> => store.write(async (scope) => {
    scope.changed(await changeOf(scope, ownerIds));
    if (await state.get({ key: PENDING }) !== true) await state.set({ key: PENDING, value: true });
  });

  async function narrowIn(scope: WriteScope, ownerIds: OwnerIds): Promise<void> {
    scope.changed(await changeOf(scope, ownerIds));
    await narrowTokens.ofOwners(scope, ownerIds);
  }

  /** Under the lock, so that a token cannot be granted in the meantime what is being removed here. */
  const narrow = (ownerIds: OwnerIds): Promise<void> => store.write((scope) => narrowIn(scope, ownerIds));

  /** Compares the tokens of all owners who lost something, in this change or in those that ended while others were in progress. */
  async function endChange(ownerIds: OwnerIds): Promise<void> {
    changing -= 1;
    owed = union(owed, ownerIds);
    if (changing > 0) return;
    const compared = owed;
    owed = [];
    try {
      await store.write(async (scope) => {
        if (await state.get({ key: PENDING }) === true) await state.set({ key: PENDING, value: false });
        await narrowIn(scope, compared);
      });
    } catch (error) {
      owed = union(owed, compared);
      host.log.error(`API tokens: admin tokens could not be limited to their owners' permissions (${reasonOf(error)}).`);
    }
  }

  /** Starts, or restarts, waiting for roles to stay unchanged. */
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

  /**
   * What was removed may be granted again right away, so tokens are compared later. Hosts without request contexts make every change in one
   * transaction.
   */
  async function lost(ownerIds: OwnerIds): Promise<void> {
    if (host.requestContext === undefined) return narrow(ownerIds);
    const request = host.requestContext.get();
    if (request === undefined) return changedOutside(ownerIds);
    if (request.state[LOST] === undefined) changing += 1;
    request.state[LOST] = union(request.state[LOST] ?? [], ownerIds);
    await tellPending(ownerIds);
  }

  async function changedOutside(ownerIds: OwnerIds): Promise<void> {
    await host.db.transaction(async ({ onCommit }) => {
      await tellPending(ownerIds);
      onCommit(waitForQuiet);
    });
  }

  async function gained(ownerIds: OwnerIds): Promise<void> {
    await tell(ownerIds);
    if (timer !== undefined && host.requestContext?.get() === undefined) waitForQuiet();
  }

  /** Handles a change that is complete once its transaction is. */
  async function changed(ownerIds: OwnerIds): Promise<void> {
    if (host.requestContext !== undefined && host.requestContext.get() === undefined) return changedOutside(ownerIds);
    if (changing === 0) return narrow(ownerIds);
    owed = union(owed, ownerIds);
    await tell(ownerIds);
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

  /** Runs `find` before a write, after which its records or relations may no longer be found, and `then` after it, with the result. */
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

  /** A role can be created together with its members. */
  async function rolesAdded({ params }: LifecycleEvent): Promise<void> {
    const made = [params.data ?? {}].flat() as Row[];
    if (made.some((data) => 'users' in data || 'permissions' in data)) await gained('all');
  }

  async function deleteTokensOfPeople({ params }: LifecycleEvent): Promise<void> {
    const ids = await idsOf('admin::user', params.where);
    await store.write(async (scope) => {
      scope.changed(await changeOf(scope, ids));
      await removeTokens(scope, await scope.rows.ofOwners(ids), BY_SYSTEM, 'owner');
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

/** The roles that new permissions belong to, in any form in which `data` may refer to them. */
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
