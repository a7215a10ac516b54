import type { AdminCredential } from '../admission/credential';
import { ForbiddenError } from '../errors';
import { isWithinLimit } from '../grant/permission-limit';
import type { AdminPermission, Host, Id, RequestContext, Row } from '../host';

/** The route of a request, as Strapi notes it. Its name is the action that Strapi makes of the handler. */
interface StrapiRoute {
  info?: unknown;
  config?: { auth?: false | { scope?: string[] }; policies?: unknown[] };
}

/** Whether a request stays inside of what the token may do. */
type Rule = (ctx: RequestContext, token: AdminCredential) => boolean | Promise<boolean>;

/**
 * The routes of Strapi that ask for no permission and are open to admin tokens all the same. All others of that kind are made
 * for people who are logged in: with a token without any permission one could change the owner's e-mail address, end the owner's
 * sessions, or send mail.
 */
const OPEN = new Set([
  // Who the owner is, and what there is to be granted, read and written.
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
  'plugin::i18n.locales.listLocales',
  'plugin::i18n.content-types.getNonLocalizedAttributes',
  // Their handlers, or the rules below, look at what the caller may do.
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

/** The policies that ask for a permission. What another one asks for nobody knows: it may hold for everybody. */
const PERMISSION_POLICIES = new Set(['admin::hasPermissions', 'plugin::content-manager.hasPermissions']);

/** Strapi's own keys: it compares them with the owner, so that a token could make one that may do more, and outlives it. */
const KEY_ROUTES = /^admin::(api-token|admin-token|transfer)\./;

const SAVING = new Set(['plugin::content-manager.explorer.create', 'plugin::content-manager.explorer.update']);

/** What holds secrets and accounts is no content, though Strapi's super admins may read it as such. */
const NO_CONTENT = /^(admin::|plugin::api-tokens\.)/;

/**
 * Holds admin tokens to their permissions on the routes of Strapi and its plugins, where those trust whoever has a permission
 * with more than it says. A host that notes no `info` on its routes sees to this itself.
 */
export function createStrapiAdminRoutes(host: Pick<Host, 'db'>) {
  /** Whether a token may do all that roles may do. Conditions count: what has one does not cover what has none. */
  function covers(roles: Row[], { permissions: limit }: AdminCredential): boolean {
    const granted: AdminPermission[] = roles.flatMap((role) => role.permissions ?? []);
    return roles.every((role) => role.code !== 'strapi-super-admin') && isWithinLimit(granted, limit);
  }

  async function coversRoles(ids: unknown, token: AdminCredential): Promise<boolean> {
    if (ids === undefined) return true;
    if (!areIds(ids)) return false;
    return covers(await host.db.query('admin::role').findMany({ where: { id: { $in: ids } }, populate: ['permissions'] }), token);
  }

  /** Whoever changes an account can take it over, so it has to be one that may do no more; never the owner's. */
  async function coversUsers(ids: unknown, token: AdminCredential): Promise<boolean> {
    if (!areIds(ids)) return false;
    const users = await host.db.query('admin::user').findMany({
      where: { id: { $in: ids } },
      populate: { roles: { populate: ['permissions'] } },
    });
    return users.every(({ id, roles }) => id !== token.owner.id && covers(roles, token));
  }

  /** Neither before nor after may the role do more than the token; and it is none of the owner's, whose tokens all hang on it. */
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

  /** @throws {ForbiddenError} where a token would go beyond its permissions */
  return async function holdToPermissions(ctx: RequestContext, token: AdminCredential): Promise<void> {
    const route: StrapiRoute = ctx.state.route ?? {};
    if (route.info === undefined) return;
    const [name = ''] = (route.config?.auth || {}).scope ?? [];
    const isInside = (asksForPermission(route) || OPEN.has(name))
      && !KEY_ROUTES.test(name)
      && !(name.startsWith('plugin::content-manager.') && NO_CONTENT.test(ctx.params.model ?? ''))
      && (await rules[name]?.(ctx, token) ?? true);
    if (!isInside) throw new ForbiddenError();
  };
}

/** Whether a route asks for a permission, and not only whether somebody is logged in. */
function asksForPermission({ config }: StrapiRoute): boolean {
  return (config?.policies ?? []).some((policy) => PERMISSION_POLICIES.has((policy as { name?: string }).name ?? String(policy)));
}

/** The actions on no subject that a request's route asks for. */
export function requiredActions({ state }: RequestContext): string[] {
  const policies = ((state.route as StrapiRoute | undefined)?.config?.policies ?? []) as Array<{ name?: string; config?: { actions?: unknown[] } }>;
  return policies.filter(({ name }) => name === 'admin::hasPermissions')
    .flatMap(({ config }) => (config?.actions ?? []).filter((action): action is string => typeof action === 'string'));
}

/** What makes a value for a field, or says whether one is taken, is for those who write entries of its type. */
function maySave(ctx: RequestContext, { permissions }: AdminCredential): boolean {
  const { contentTypeUID } = bodyOf(ctx);
  return permissions.some(({ action, subject }) => subject === contentTypeUID && SAVING.has(action));
}

/** Ids as they are written, and nothing that one database or another would only read as one (`1.0`, ` 1`, `1a`). */
function areIds(ids: unknown): ids is Id[] {
  return Array.isArray(ids) && ids.every((id) => ['number', 'string'].includes(typeof id) && /^[1-9][0-9]{0,9}$/.test(String(id)));
}

function bodyOf({ request }: RequestContext): Record<string, unknown> {
  return isRecord(request.body) ? request.body : {};
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
