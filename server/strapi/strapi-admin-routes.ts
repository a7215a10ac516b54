import type { AdminCredential } from '../admission/credential';
import { ForbiddenError } from '../errors';
import { isWithinLimit } from '../grant/permission-limit';
import type { AdminPermission, Host, Id, RequestContext, Row } from '../host';

/** The route of a request, as Strapi stores it. Its name is the action that Strapi derives from the handler. */
interface StrapiRoute {
  info?: unknown;
  config?: { auth?: unknown; policies?: unknown[] };
}

/** Whether a request stays within what the token may do. */
interface Rule {
  /** What its path tells. */
  path?(params: Record<string, string>, token: AdminCredential): boolean | Promise<boolean>;
  /** What only its body tells. */
  body?(body: Record<string, unknown>, token: AdminCredential): boolean | Promise<boolean>;
}

/**
 * Strapi's routes that require no permission but are allowed to admin tokens. All other such routes are meant for people who are logged in: a token
 * without any permission could change the owner's e-mail address, end the owner's sessions, or send mail.
 */
const OPEN = new Set([
  // Who the owner is, and which permissions and content types exist.
  'admin::authenticated-user.getMe',
  'admin::permission.getAll',
  'admin::permission.check',
  'admin::content-api.getPermissions',
  'admin::content-api.getRoutes',
  'plugin::content-manager.init.getInitData',
  'plugin::content-manager.content-types.findContentTypes',
  'plugin::content-manager.content-types.findContentTypesSettings',
  'plugin::content-manager.content-types.findContentTypeConfiguration',
  'plugin::content-manager.components.findComponents',
  'plugin::content-manager.components.findComponentConfiguration',
  'plugin::api-tokens.admin-tokens.self',
  'plugin::api-tokens.token-policy.find',
  'plugin::api-tokens.client-address.find',
  'plugin::i18n.locales.listLocales',
  'plugin::i18n.content-types.getNonLocalizedAttributes',
  // Their handlers, or the rules below, check what the caller may do.
  'plugin::api-tokens.api-tokens.restrictable',
  'plugin::api-tokens.api-tokens.events',
  'plugin::api-tokens.admin-tokens.events',
  'plugin::content-manager.content-types.updateContentTypeConfiguration',
  'plugin::content-manager.components.updateComponentConfiguration',
  'plugin::content-manager.uid.generateUID',
  'plugin::content-manager.uid.checkUIDAvailability',
  'plugin::content-manager.relations.findAvailable',
  'plugin::content-manager.relations.findExisting',
  'plugin::upload.admin-upload.upload',
  'plugin::upload.admin-upload.uploadFile',
  'plugin::upload.admin-upload.updateFileInfo',
  'plugin::upload.admin-upload.replaceFile',
]);

/** The policies that require a permission. What any other policy requires is unknown: it may pass for everyone. */
export const PERMISSION_POLICIES: ReadonlySet<string> = new Set(['admin::hasPermissions', 'plugin::content-manager.hasPermissions']);

/** Strapi's own tokens: Strapi compares them with the owner, so a token could create one that can do more, and outlives it. */
const KEY_ROUTES = /^admin::(api-token|admin-token|transfer)\./;

const SAVING = new Set(['plugin::content-manager.explorer.create', 'plugin::content-manager.explorer.update']);

/** Generating a value for a field, or checking whether one is taken, requires writing entries of its type. */
const SAVES_ITS_TYPE: Rule = {
  path: (_params, { permissions }) => permissions.some(({ action }) => SAVING.has(action)),
  body: ({ contentTypeUID }, { permissions }) => permissions.some(({ action, subject }) => subject === contentTypeUID && SAVING.has(action)),
};

/** The largest id that a column of 32 bits can hold: PostgreSQL fails on a larger one. */
const MAX_ID = 2_147_483_647;

/** Secrets and accounts are not content, though Strapi's super admins may read them as such. */
const NO_CONTENT = /^(admin::|plugin::api-tokens\.)/;

/** See {@link createStrapiAdminRoutes}. */
export interface StrapiAdminRoutes {
  /** Whether any admin token may use a route with these parameters, regardless of its permissions. */
  isForTokens(route: StrapiRoute, params: Record<string, string>): boolean;
  /** Whether a token may, regardless of the permission that the route requires, as far as that does not depend on the body. */
  isOpenTo(token: AdminCredential, route: StrapiRoute, params: Record<string, string>): Promise<boolean>;
  /** @throws {ForbiddenError} if a token would exceed its permissions */
  hold(ctx: RequestContext, token: AdminCredential): Promise<void>;
}

/**
 * Restricts admin tokens to their permissions on the routes of Strapi and its plugins, where a permission allows more than it says. A host
 * without `info` on its routes does this itself.
 */
export function createStrapiAdminRoutes(host: Pick<Host, 'db'>): StrapiAdminRoutes {
  /** Whether a token may do everything that roles may do. A permission with conditions does not cover one without. */
  function covers(roles: Row[], { permissions: limit }: AdminCredential): boolean {
    const granted: AdminPermission[] = roles.flatMap((role) => role.permissions ?? []);
    return roles.every((role) => role.code !== 'strapi-super-admin') && isWithinLimit(granted, limit);
  }

  async function coversRoles(ids: unknown, token: AdminCredential): Promise<boolean> {
    if (ids === undefined) return true;
    if (!areIds(ids)) return false;
    return covers(await host.db.query('admin::role').findMany({ where: { id: { $in: ids } }, populate: ['permissions'] }), token);
  }

  /** Changing an account allows taking it over, so it must be one that can do no more than the token; never the owner's. */
  async function coversUsers(ids: unknown, token: AdminCredential): Promise<boolean> {
    if (!areIds(ids)) return false;
    const users = await host.db.query('admin::user').findMany({
      where: { id: { $in: ids } },
      populate: { roles: { populate: ['permissions'] } },
    });
    return users.every(({ id, roles }) => id !== token.owner.id && covers(roles, token));
  }

  /** A role that belongs to the owner decides what the owner's other tokens may do. */
  async function coversRole(id: unknown, token: AdminCredential): Promise<boolean> {
    if (!areIds([id])) return false;
    const role = await host.db.query('admin::role').findOne({ where: { id }, populate: ['permissions', 'users'] });
    return role === null || (!role.users.some((user: Row) => user.id === token.owner.id) && covers([role], token));
  }

  const rules: Record<string, Rule> = {
    'admin::user.create': { body: ({ roles }, token) => coversRoles(roles, token) },
    'admin::user.update': { path: ({ id }, token) => coversUsers([id], token), body: ({ roles }, token) => coversRoles(roles, token) },
    'admin::user.deleteOne': { path: ({ id }, token) => coversUsers([id], token) },
    'admin::user.deleteMany': { body: ({ ids }, token) => coversUsers(ids, token) },
    'admin::role.update': { path: ({ id }, token) => coversRoles([id], token) },
    'admin::role.deleteOne': { path: ({ id }, token) => coversRoles([id], token) },
    'admin::role.deleteMany': { body: ({ ids }, token) => coversRoles(ids ?? null, token) },
    // Neither before nor after the change may the role exceed the token.
    'admin::role.updatePermissions': {
      path: ({ id }, token) => coversRole(id, token),
      body: ({ permissions }, token) => Array.isArray(permissions) && permissions.every(isRecord) && isWithinLimit(permissions as never, token.permissions),
    },
    'plugin::content-manager.uid.generateUID': SAVES_ITS_TYPE,
    'plugin::content-manager.uid.checkUIDAvailability': SAVES_ITS_TYPE,
  };

  async function isOpenTo(token: AdminCredential, route: StrapiRoute, params: Record<string, string>): Promise<boolean> {
    return isForTokens(route, params) && (await rules[nameOf(route)]?.path?.(params, token) ?? true);
  }

  return {
    isForTokens,
    isOpenTo,
    async hold(ctx, token) {
      const route: StrapiRoute = ctx.state.route ?? {};
      if (route.info === undefined) return;
      const isInside = await isOpenTo(token, route, ctx.params) && (await rules[nameOf(route)]?.body?.(bodyOf(ctx), token) ?? true);
      if (!isInside) throw new ForbiddenError();
    },
  };
}

function isForTokens(route: StrapiRoute, params: Record<string, string>): boolean {
  if (route.info === undefined) return true;
  const name = nameOf(route);
  return (asksForPermission(route) || OPEN.has(name))
    && !KEY_ROUTES.test(name)
    && !(name.startsWith('plugin::content-manager.') && NO_CONTENT.test(params.model ?? ''));
}

function nameOf({ config }: StrapiRoute): string {
  return ((config?.auth || {}) as { scope?: string[] }).scope?.[0] ?? '';
}

/** Whether a route requires a permission, and not only a session. */
function asksForPermission({ config }: StrapiRoute): boolean {
  return (config?.policies ?? []).some((policy) => PERMISSION_POLICIES.has((policy as { name?: string }).name ?? String(policy)));
}

/** Whether these are canonical ids, and not something that a database would merely convert to one (`1.0`, ` 1`, `1a`) or fail on (`4294967296`). */
function areIds(ids: unknown): ids is Id[] {
  return Array.isArray(ids) && ids.every((id) => ['number', 'string'].includes(typeof id) && /^[1-9][0-9]{0,9}$/.test(String(id)) && Number(id) <= MAX_ID);
}

function bodyOf({ request }: RequestContext): Record<string, unknown> {
  return isRecord(request.body) ? request.body : {};
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
