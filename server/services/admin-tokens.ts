import type {
  AdminPermissionInput, AdminToken, CreateAdminToken, GetAdminToken, ListResponse, RegenerateToken, UpdateAdminToken,
} from '../contract';
import { ForbiddenError, type InputIssue, NotFoundError, ValidationError } from '../errors';
import {
  exceedingPermissions, inheritedConditions, isWithinLimit, withoutLimits, type PermissionLimit,
} from '../grant/permission-limit';
import type { AdminPermission, ContentType, Host, Id, Row } from '../host';
import type { Page } from '../input/list-query';
import { shortList } from '../input/short-list';
import { assertMayMake, may, type Authority, type Caller, type Callers } from './callers';
import type { Cuts } from './cuts';
import { permissionService } from './permission-service';
import type { Standings } from './standings';
import { assertUnchanged, endForNewKey, endOf } from './token-rules';
import { listResponse, type TokenPresenter } from './token-presenter';
import type { Tokens } from './tokens';

const action = (verb: string) => `plugin::api-tokens.admin-tokens.${verb}`;

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
}

/**
 * See {@link AdminTokens}. A caller that came in by an admin token may do with another token only what it could do itself:
 * every rule below that compares them holds it to that.
 */
export function createAdminTokens(
  host: Pick<Host, 'service' | 'contentTypes'>,
  tokens: Tokens,
  callers: Callers,
  standings: Standings,
  cuts: Cuts,
  presenter: TokenPresenter,
): AdminTokens {
  async function find(id: Id): Promise<Row> {
    const row = await tokens.find('admin', id);
    if (row === null) throw new NotFoundError('API Token not found');
    return row;
  }

  /** What nobody can give the token more than. */
  async function ceilingOver(row: Row): Promise<PermissionLimit> {
    return (await standings.boundOf(row))?.ceiling ?? [];
  }

  /** The permissions to store for a request: known, below all ceilings, once each, with the conditions of the last ceiling. */
  function checkPermissions(requested: AdminPermissionInput[], ceilings: PermissionLimit[]): AdminPermission[] {
    assertExist(requested);
    const exceeding = [...new Set(ceilings.flatMap((ceiling) => exceedingPermissions(requested, ceiling)))];
    if (exceeding.length > 0) {
      throw new ValidationError(`Cannot assign admin permissions that exceed your own. Exceeding: ${shortList(exceeding)}`);
    }
    const checked = requested.map((permission) => {
      const conditions = inheritedConditions(permission, ceilings.at(-1)!);
      assertNotChosen(permission, conditions);
      const { action, subject, properties } = permission;
      return { action, actionParameters: {}, subject: subject ?? null, properties: properties ?? {}, conditions };
    });
    // By their text, since comparing each with each takes minutes for thousands.
    return [...new Map(checked.map((permission) => [JSON.stringify(permission), permission])).values()];
  }

  function assertExist(requested: AdminPermissionInput[]): void {
    const { actionProvider, conditionProvider } = permissionService(host);
    const actions = new Set(actionProvider.keys());
    const knownConditions = new Set(conditionProvider.keys());
    assertActionsExist(requested, actions);
    for (const { action, actionParameters, subject, properties, conditions } of requested) {
      const { subjects = [], options } = actionProvider.get(action) ?? {};
      if (Object.keys(actionParameters ?? {}).length > 0) throw new ValidationError(`The action ${action} takes no parameters`);
      const strange = limitsIn(properties).find((property) => !(options?.applyToProperties ?? []).includes(property));
      if (strange !== undefined) throw new ValidationError(`The action ${action} cannot be limited by ${strange.slice(0, 255)}`);
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

  /** Without actions of plugins that are switched off. */
  function grantable(permissions: readonly AdminPermission[]): AdminPermission[] {
    const { actionProvider } = permissionService(host);
    return permissions.filter(({ action }) => actionProvider.get(action) !== undefined);
  }

  /** @throws {ForbiddenError} */
  function assertMayManage(authority: Authority, row: Row): void {
    if (!(owns(authority, row) || authority.isSuperAdmin) || !commands(authority, row)) throw new ForbiddenError();
  }

  return {
    async list(caller, page) {
      const authority = await callers.authorize(caller, action('read'));
      const where = authority.isSuperAdmin ? {} : { adminUserOwner: { id: authority.userId } };
      const { rows, total } = await tokens.list('admin', where, page);
      return listResponse(rows.map(presenter.adminToken), total, page);
    },

    async get(caller, id) {
      const authority = await callers.authorize(caller, action('read'));
      const row = await find(id);
      if (!owns(authority, row) && !authority.isSuperAdmin) throw new NotFoundError('API Token not found');
      const mayReveal = may(authority, action('reveal')) && owns(authority, row) && commands(authority, row);
      return { ...presenter.adminToken(row), ...presenter.keyAccess(row, mayReveal) };
    },

    async create(caller, { name, description, lifespan, adminPermissions }) {
      return tokens.write(caller, action('create'), async (authority) => {
        const { userId, endsAt, ceiling, madeBy } = authority;
        if (userId === null) throw new ForbiddenError('An admin token needs a person as its owner');
        assertMayMake(authority);
        const { row, accessKey } = await tokens.insert({
          kind: 'admin',
          name,
          description: description ?? '',
          type: null,
          lifespan: lifespan ?? null,
          notAfter: endsAt,
          madeBy,
          permissions: checkPermissions(adminPermissions ?? [], [ceiling]),
          ownerId: userId,
        });
        return { ...presenter.adminToken(row), accessKey };
      });
    },

    async update(caller, id, { basedOn, name, description, adminPermissions }) {
      return tokens.write(caller, action('update'), async (authority) => {
        const row = await find(id);
        assertMayManage(authority, row);
        assertUnchanged(row, basedOn, presenter.adminToken);
        // Nobody gives it more than its owner or its maker has, and a token none more than it has itself.
        const ceilings = [await ceilingOver(row), ...(authority.tokenId === null ? [] : [authority.ceiling])];
        const changed = await tokens.change(row, {
          name,
          description: description === null ? '' : description,
          permissions: adminPermissions ? checkPermissions(adminPermissions, ceilings) : undefined,
        });
        if (adminPermissions) await cuts.below(changed);
        return presenter.adminToken(changed);
      });
    },

    async regenerate(caller, id) {
      return tokens.write(caller, action('regenerate'), async (authority) => {
        const row = await find(id);
        if (!owns(authority, row) || !commands(authority, row)) throw new ForbiddenError();
        const notAfter = Math.min(authority.endsAt, endForNewKey(await standings.boundOf(row)));
        return { id: row.id, accessKey: await tokens.renewKey(row, notAfter), kind: 'admin' };
      });
    },

    async remove(caller, id) {
      return tokens.write(caller, action('delete'), async (authority) => {
        const row = await find(id);
        assertMayManage(authority, row);
        await tokens.remove([row]);
        return presenter.adminToken(row);
      });
    },

    async ownerPermissions(caller, id) {
      const authority = await callers.authorize(caller, action('read'));
      const row = await find(id);
      if (!owns(authority, row) && !authority.isSuperAdmin) throw new ForbiddenError();
      const ceiling = authority.tokenId === null ? await ceilingOver(row) : authority.ceiling;
      return ceiling === 'all' ? withoutLimits(await permissionService(host).findUserPermissions({ id: row.adminUserOwner.id })) : grantable(ceiling);
    },
  };
}

/** The properties that are to limit something. */
function limitsIn(properties: AdminPermissionInput['properties']): string[] {
  return Object.entries(properties ?? {}).flatMap(([name, values]) => (Array.isArray(values) && values.length > 0 ? [name] : []));
}

/** A condition that cannot be kept is not dropped: the token would do more than it was asked to. @throws {ValidationError} */
function assertNotChosen({ action, conditions }: AdminPermissionInput, inherited: string[]): void {
  const asked = new Set(conditions ?? []);
  if (asked.size === 0 || (asked.size === inherited.length && inherited.every((condition) => asked.has(condition)))) return;
  const own = inherited.length === 0 ? 'which has none' : `which are ${shortList(inherited)}`;
  throw new ValidationError(`The conditions of ${action} cannot be chosen: they are those of the owner's permission, ${own}`);
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

/**
 * Whether a caller may do all that the token may do, for as long as it may do it. People are not compared: they own it. What counts is what
 * is stored: what the token may do at this moment is less while a role is being changed.
 */
function commands(authority: Authority, row: Row): boolean {
  if (authority.tokenId === null || authority.tokenId === row.id) return true;
  if (row.broken === true || authority.makers.includes(row.id) || endOf(row) > authority.endsAt) return false;
  return isWithinLimit(row.permissions, authority.ceiling);
}

function owns({ userId }: Authority, row: Row): boolean {
  return userId !== null && row.adminUserOwner?.id === userId;
}
