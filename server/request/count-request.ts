import { setSpanAttribute } from './active-span';
import type { Id, RequestContext } from '../host';
import { type ActionRoute, requiredScope } from './required-actions';
import type { Usage } from '../usage';

/** A route with its type, which Strapi keeps in `info`. */
interface TypedRoute extends ActionRoute {
  type?: string;
  info?: { type?: string };
}

/** Why a request was denied, as in its response. */
export interface AnsweredDenial {
  code: string;
  required: readonly string[] | null;
}

const TOKEN = 'apiTokensTokenId';
const NONE: readonly string[] = [];
/** The size of the column (characters). */
const MAX_ACTION_LENGTH = 255;
/** Policies that require the actions in their configuration. */
const HAS_PERMISSIONS = /(^|\.|::)hasPermissions$/;
/** By the configuration of a route, which is the same object for all of its requests. */
const actionsOfRoutes = new WeakMap<object, readonly string[]>();

const scopeDenials = new WeakMap<object, Error & { details?: object }>();

/** Notes the token that a request presented, whether or not it is denied, for usage, request logs and the active span. */
export function noteToken(ctx: RequestContext, tokenId: Id): void {
  ctx.state[TOKEN] = tokenId;
  setSpanAttribute('enduser.id', String(tokenId));
}

/**
 * Counts a request by the status of its response; `denial` tells why it was denied. Requests without a known token are not counted, nor are the
 * actions of denied requests.
 */
export function countRequest(ctx: RequestContext, usage: Pick<Usage, 'count' | 'noteDenial'>, status: number, denial: AnsweredDenial | null): void {
  const tokenId = ctx.state[TOKEN];
  if (tokenId === undefined) return;
  if (denial === null) {
    usage.count(tokenId, status < 400 && !isAborted(ctx) ? 'ok' : 'failed', actionsOf(ctx.state.route));
    return;
  }
  usage.count(tokenId, 'denied', NONE);
  usage.noteDenial(tokenId, { method: ctx.method, path: ctx.path, ...denial, address: ctx.ip });
}

/** Notes that an authenticated caller (`ctx.state.auth`) was denied a scope. The host may deny the request for that, or only leave something out. */
export function noteScopeDenial(auth: object, error: Error): void {
  scopeDenials.set(auth, error as Error & { details?: object });
}

/** Whether {@link noteScopeDenial} was called for this caller. */
export function isScopeDenied(auth: object | undefined): boolean {
  return auth !== undefined && scopeDenials.has(auth);
}

/**
 * The details of the denial in a GraphQL response, whose status does not tell; undefined for any other request. In a response that merely quotes the
 * code, it has backslashes.
 */
export function graphqlDenialOf({ state, body }: RequestContext): object | undefined {
  if (typeof body !== 'string' || !body.includes('"code":"FORBIDDEN"')) return undefined;
  return scopeDenials.get(state.auth ?? {})?.details;
}

/** Whether the client disconnected before the response was complete. */
function isAborted({ res }: RequestContext): boolean {
  return res !== undefined && res.destroyed && !res.writableFinished;
}

/** The actions that a route counts as: its scope in the content API, what its policies require in the admin API. */
function actionsOf(route: TypedRoute | undefined): readonly string[] {
  if (route?.config === undefined) return NONE;
  let actions = actionsOfRoutes.get(route.config);
  if (actions === undefined) {
    actions = [...new Set((route.info ?? route).type === 'admin' ? byPolicies(route.config) : requiredScope(route))]
      .filter((action): action is string => typeof action === 'string' && action.length <= MAX_ACTION_LENGTH);
    actionsOfRoutes.set(route.config, actions);
  }
  return actions;
}

function byPolicies({ policies = [] }: Required<ActionRoute>['config']): unknown[] {
  return (policies as Array<{ name?: string; config?: { actions?: unknown } }>)
    .filter(({ name }) => HAS_PERMISSIONS.test(name ?? '')).flatMap(({ config }) => config?.actions ?? []);
}
