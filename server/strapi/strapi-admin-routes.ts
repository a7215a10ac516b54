import type { AdminCredential } from '../admission/credential';
import { ForbiddenError } from '../errors';
import { isWithinLimit } from '../grant/permission-limit';
import type { AdminPermission, Host, Id, RequestContext, Row } from '../host';

/** The route of a request, as Strapi stores it. Its name is the action that Strapi derives from the handler. */
interface StrapiRoute {
  info?: unknown;
  config?: { auth?: false | { scope?: string[] }; policies?: unknown[] };
}

/** Whether a request stays within what the token may do. */
type Rule = (ctx: RequestContext, token: AdminCredential) => Promise<boolean>;

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

/** Secrets and accounts are not content, though Strapi's super admins may read them as such. */
const NO_CONTENT = /^(admin::|plugin::api-tokens\.)/;

/**
 * Restricts admin tokens to their permissions on the routes of Strapi and its plugins, where a permission allows more than it says. A host
 * without `info` on its routes does this itself.
 */
export function createStrapiAdminRoutes(host: Pick<Host, 'db'>) {
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

  /**
   * Neither before nor after the change may the role exceed the token, and it must not belong to the owner, since the owner's other tokens
   * depend on it.
   */
  async function coversChange(roleId: Id | undefined, wanted: unknown, token: AdminCredential): Promise<boolean> {
    if (!areIds([roleId]) || !Array.isArray(wanted) || !wanted.every(isRecord)) return false;
    const role = await host.db.query('admin::role').findOne({ where: { id: roleId }, populate: ['permissions', 'users'] });
    if (role?.users?.some(({ id }: Row) => id === token.owner.id)) return false;
    return covers(role === null ? [] : [role], token) && isWithinLimit(wanted as never, token.permissions);
  }

  const rules: Record<string, Rule> = {
    'admin::user.create': (ctx, token) => coversRoles(bodyOf(ctx).roles, token),
    'admin::user.update': async (ctx, token) =>
      (await coversUsers([ctx.params.id], token)) && coversRoles(bodyOf(ctx).roles, token),
    'admin::user.deleteOne': (ctx, token) => coversUsers([ctx.params.id], token),
    'admin::user.deleteMany': (ctx, token) => coversUsers(bodyOf(ctx).ids, token),
    'admin::role.update': (ctx, token) => coversRoles([ctx.params.id], token),
    'admin::role.deleteOne': (ctx, token) => coversRoles([ctx.params.id], token),
    'admin::role.deleteMany': (ctx, token) => coversRoles(bodyOf(ctx).ids ?? null, token),
    'admin::role.updatePermissions': (ctx, token) => coversChange(ctx.params.id, bodyOf(ctx).permissions, token),
    'plugin::content-manager.uid.generateUID': maySave,
    'plugin::content-manager.uid.checkUIDAvailability': maySave,
  };

  /** @throws {ForbiddenError} if a token would exceed its permissions */
  return async function holdToPermissions(ctx: RequestContext, token: AdminCredential): Promise<void> {
    const route: StrapiRoute = ctx.state.route ?? {};
    if (route.info === undefined) return;
    const isInside = isForTokens(route, ctx.params) && (await rules[nameOf(route)]?.(ctx, token) ?? true);
    if (!isInside) throw new ForbiddenError();
  };
}

/** Whether admin tokens may use a route of Strapi at all, regardless of their permissions. Other hosts guard their routes themselves. */
export function isForTokens(route: StrapiRoute, params: Record<string, string>): boolean {
  if (route.info === undefined) return true;
  const name = nameOf(route);
  return (asksForPermission(route) || OPEN.has(name))
    && !KEY_ROUTES.test(name)
    && !(name.startsWith('plugin::content-manager.') && NO_CONTENT.test(params.model ?? ''));
}

function nameOf({ config }: StrapiRoute): string {
  return (config?.auth || {}).scope?.[0] ?? '';
}

/** Whether a route requires a permission, and not only a session. */
function asksForPermission({ config }: StrapiRoute): boolean {
  return (config?.policies ?? []).some((policy) => PERMISSION_POLICIES.has((policy as { name?: string }).name ?? String(policy)));
}

/** Generating a value for a field, or checking whether one is taken, requires writing entries of its type. */
async function maySave(ctx: RequestContext, { permissions }: AdminCredential): Promise<boolean> {
  const { contentTypeUID } = bodyOf(ctx);
  return permissions.some(({ action, subject }) => subject === contentTypeUID && SAVING.has(action));
}

/** Whether these are canonical ids, and not something that a database would merely convert to one (`1.0`, ` 1`, `1a`). */
function areIds(ids: unknown): ids is Id[] {
  return Array.isArray(ids) && ids.every((id) => ['number', 'string'].includes(typeof id) && /^[1-9][0-9]{0,9}$/.test(String(id)));
}

function bodyOf({ request }: RequestContext): Record<string, unknown> {
  return isRecord(request.body) ? request.body : {};
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
