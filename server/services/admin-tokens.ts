import { identify } from '../access/credential';
import { cutToCeiling, exceedingPermissions, inheritedConditions, withoutLimits, type Ceiling } from '../access/permission-ceiling';
import type {
  AdminPermissionInput, AdminToken, CreateAdminToken, GetAdminToken, ListResponse, RegenerateToken, UpdateAdminToken,
} from '../contract';
import { ForbiddenError, type InputIssue, NotFoundError, ValidationError } from '../errors';
import type { AdminPermission, ContentType, Host, Id, Row } from '../host';
import type { Page } from '../input/list-query';
import { shortList } from '../input/short-list';
import type { Caller, Callers } from './callers';
import { permissionService } from './permission-service';
import { listResponse, type TokenPresenter } from './token-presenter';
import type { Tokens } from './tokens';

type StoredPermission = AdminPermission & { id: Id };

/** What the admin API does with admin tokens. Unknown ids and those of content-API tokens are all one to it. */
export interface AdminTokens {
  /** A super admin's list holds all tokens, everyone else's their own. */
  list(caller: Caller, page: Page | null): Promise<ListResponse<AdminToken>>;
  /** @throws {NotFoundError} also for who may not see it */
  get(caller: Caller, id: Id): Promise<GetAdminToken['Response']['data']>;
  /** @throws {ValidationError} @throws {NameTakenError} */
  create(caller: Caller, request: CreateAdminToken['Request']): Promise<CreateAdminToken['Response']['data']>;
  /** @throws {NotFoundError} @throws {ForbiddenError} @throws {ValidationError} @throws {NameTakenError} */
  update(caller: Caller, id: Id, request: UpdateAdminToken['Request']): Promise<AdminToken>;
  /** @throws {NotFoundError} @throws {ForbiddenError} */
  regenerate(caller: Caller, id: Id): Promise<RegenerateToken['Response']['data']>;
  /** @throws {NotFoundError} @throws {ForbiddenError} */
  remove(caller: Caller, id: Id): Promise<AdminToken>;
  /** What the token's owner may do now. @throws {NotFoundError} @throws {ForbiddenError} */
  ownerPermissions(caller: Caller, id: Id): Promise<AdminPermission[]>;
  /** Takes from all tokens what their owners may no longer do. */
  cutToOwners(): Promise<void>;
  /** Deletes the tokens of users. */
  removeOwnedBy(userIds: Id[]): Promise<void>;
}

/**
 * See {@link AdminTokens}. A caller that came in by an admin token may do with another token only what it could do itself:
 * every rule below that compares them holds it to that.
 */
export function createAdminTokens(
  host: Pick<Host, 'service' | 'contentTypes'>,
  tokens: Tokens,
  callers: Callers,
  presenter: TokenPresenter,
): AdminTokens {
  async function find(id: Id): Promise<Row> {
    const row = await tokens.find('admin', id);
    if (row === null) throw new NotFoundError('API Token not found');
    return row;
  }

  /** The permissions to store for a request: known, below the ceiling, once each, with the conditions of the ceiling. */
  function checkPermissions(requested: AdminPermissionInput[], ceiling: Ceiling): AdminPermission[] {
    assertExist(requested);
    const exceeding = exceedingPermissions(requested, ceiling);
    if (exceeding.length > 0) {
      throw new ValidationError(`Cannot assign admin permissions that exceed your own. Exceeding: ${shortList(exceeding)}`);
    }
    const checked = requested.map(({ action, actionParameters, subject, properties, conditions: _chosen, ...rest }) => ({
      action,
      actionParameters: actionParameters ?? {},
      subject: subject ?? null,
      properties: properties ?? {},
      conditions: inheritedConditions({ action, actionParameters, subject, properties, ...rest }, ceiling),
    }));
    // By their text, since comparing each with each takes minutes for thousands.
    return [...new Map(checked.map((permission) => [JSON.stringify(permission), permission])).values()];
  }

  function assertExist(requested: AdminPermissionInput[]): void {
    const { actionProvider, conditionProvider } = permissionService(host);
    const actions = new Set(actionProvider.keys());
    const knownConditions = new Set(conditionProvider.keys());
    assertActionsExist(requested, actions);
    for (const { action, subject, properties, conditions } of requested) {
      const subjects = actionProvider.get(action)?.subjects ?? [];
      if (subject ? !subjects.includes(subject) : subjects.length > 0) {
        throw new ValidationError(`The action ${action} does not apply to the subject ${subject ?? 'null'}`);
      }
      const unknownCondition = conditions?.find((condition) => !knownConditions.has(condition));
      if (unknownCondition !== undefined) throw new ValidationError(`Unknown condition: ${unknownCondition}`);
      const attributes = subject ? (host.contentTypes as Record<string, ContentType | undefined>)[subject]?.attributes : undefined;
      const unknownField = attributes && properties?.fields?.find((field) => !Object.hasOwn(attributes, field.split('.')[0]!));
      if (unknownField !== undefined) throw new ValidationError(`Unknown field of ${subject}: ${unknownField}`);
    }
  }

  /** Whether a caller may do all that the token may do, for as long as it may do it. People are not compared: they own it. */
  async function commands(caller: Caller, row: Row): Promise<boolean> {
    if (caller.tokenId === null || caller.tokenId === row.id) return true;
    return identify(row as { id: Id; expiresAt: string | null }).expiresAt <= await callers.endOf(caller)
      && exceedingPermissions(row.permissions, await callers.ceilingOf(caller)).length === 0;
  }

  /** What nobody can give the token more than: the owner's permissions, or the caller's where that is a token itself. */
  async function ceilingOver(caller: Caller, row: Row): Promise<Ceiling> {
    if (caller.tokenId !== null) return callers.ceilingOf(caller);
    return row.adminUserOwner ? callers.ceilingOfUser(row.adminUserOwner.id) : [];
  }

  /** @throws {ForbiddenError} */
  async function assertMayManage(caller: Caller, row: Row): Promise<void> {
    if (!(owns(caller, row) || caller.isSuperAdmin) || !(await commands(caller, row))) throw new ForbiddenError();
  }

  return {
    async list(caller, page) {
      const where = caller.isSuperAdmin ? {} : { adminUserOwner: { id: caller.userId } };
      const { rows, total } = await tokens.list('admin', where, page);
      return listResponse(rows.map(presenter.adminToken), total, page);
    },

    async get(caller, id) {
      const row = await find(id);
      if (!owns(caller, row) && !caller.isSuperAdmin) throw new NotFoundError('API Token not found');
      const mayReveal = owns(caller, row) && await commands(caller, row);
      return { ...presenter.adminToken(row), ...presenter.keyAccess(row, mayReveal) };
    },

    async create(caller, { name, description, lifespan, adminPermissions }) {
      return tokens.write(async () => {
        const ceiling = await callers.ceilingOf(caller);
        const { row, accessKey } = await tokens.insert({
          kind: 'admin',
          name,
          description: description ?? '',
          type: null,
          lifespan: lifespan ?? null,
          notAfter: await callers.endOf(caller),
          permissions: checkPermissions(adminPermissions ?? [], ceiling),
          ownerId: caller.userId,
        });
        return { ...presenter.adminToken(row), accessKey };
      });
    },

    async update(caller, id, { name, description, adminPermissions }) {
      return tokens.write(async () => {
        const row = await find(id);
        await assertMayManage(caller, row);
        const ceiling = await ceilingOver(caller, row);
        const changed = await tokens.change(row, {
          name,
          description: description === null ? '' : description,
          permissions: adminPermissions ? checkPermissions(adminPermissions, ceiling) : undefined,
        });
        return presenter.adminToken(changed);
      });
    },

    async regenerate(caller, id) {
      return tokens.write(async () => {
        const row = await find(id);
        if (!owns(caller, row) || !(await commands(caller, row))) throw new ForbiddenError();
        return { id: row.id, accessKey: await tokens.renewKey(row, await callers.endOf(caller)), kind: 'admin' };
      });
    },

    async remove(caller, id) {
      return tokens.write(async () => {
        const row = await find(id);
        await assertMayManage(caller, row);
        await tokens.remove([row.id]);
        return presenter.adminToken(row);
      });
    },

    async ownerPermissions(caller, id) {
      const row = await find(id);
      if (!owns(caller, row) && !caller.isSuperAdmin) throw new ForbiddenError();
      const ceiling = await ceilingOver(caller, row);
      return ceiling === 'all' ? withoutLimits(await permissionService(host).findUserPermissions({ id: row.adminUserOwner.id })) : [...ceiling];
    },

    async cutToOwners() {
      const { rows } = await tokens.list('admin', { adminUserOwner: { id: { $notNull: true } } }, null);
      const ceilings = new Map<Id, Ceiling>();
      const gone: Id[] = [];
      for (const row of rows) {
        const ownerId = row.adminUserOwner.id;
        if (!ceilings.has(ownerId)) ceilings.set(ownerId, await callers.ceilingOfUser(ownerId));
        const ceiling = ceilings.get(ownerId)!;
        for (const permission of row.permissions as StoredPermission[]) {
          const cut = cutToCeiling(permission, ceiling);
          if (cut === null) gone.push(permission.id);
          else if (cut !== permission) await tokens.narrow(permission.id, cut);
        }
      }
      await tokens.removePermissions(gone);
    },

    async removeOwnedBy(userIds) {
      if (userIds.length === 0) return;
      const { rows } = await tokens.list('admin', { adminUserOwner: { id: { $in: userIds } } }, null);
      await tokens.remove(rows.map((row) => row.id));
    },
  };
}

/** In Strapi's words. */
function assertActionsExist(requested: AdminPermissionInput[], actions: ReadonlySet<string>): void {
  const issues = requested.flatMap(({ action }, index): InputIssue[] => (actions.has(action) ? [] : [{
    path: ['adminPermissions', String(index), 'action'],
    message: 'action is not an existing permission action',
    name: 'ValidationError',
    value: action,
  }]));
  if (issues.length > 0) throw ValidationError.of(issues);
}

function owns(caller: Caller, row: Row): boolean {
  return row.adminUserOwner?.id === caller.userId;
}
