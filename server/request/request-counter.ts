import { UNKNOWN } from '../admission/checks/known';
import { decide } from '../admission/decide';
import type { Credential } from '../admission/credential';
import type { Authenticator } from '../credentials/authenticator';
import { setSpanAttribute } from './active-span';
import type { Id, RequestContext } from '../host';
import type { Bearer } from '../key/bearer';
import { type ActionRoute, requiredScope } from './required-actions';
import type { NewDenial, Outcome, Usage } from '../usage';

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

interface Counted {
  outcome: Outcome;
  actions: readonly string[];
  denial: NewDenial | null;
}

/** Where hosts find the token of a request, for their logs. */
const LOGGED_TOKEN = 'apiTokensTokenId';
/** The maximum number of requests whose keys wait to be looked up: a flood of unknown keys must not fill the memory. */
const MAX_WAITING = 1000;
const NONE: readonly string[] = [];
/** The size of the column (characters). */
const MAX_ACTION_LENGTH = 255;
/** Policies that require the actions in their configuration. */
const HAS_PERMISSIONS = /(^|\.|::)hasPermissions$/;
/** By the configuration of a route, which is the same object for all of its requests. */
const actionsOfRoutes = new WeakMap<object, readonly string[]>();

/** Counts requests under the tokens whose keys they present. There is one for each instance of the plugin, and an app may have several. */
export interface RequestCounter {
  /** Begins a request; false if an outer middleware has already begun it. */
  begin(ctx: RequestContext): boolean;
  /** Notes the token that a request presented, whether or not it is denied, for usage, request logs and the active span. */
  noteToken(ctx: RequestContext, tokenId: Id): void;
  /** Notes that the key of a request is no token's of this kind, so that it need not be looked up again. */
  noteUnknown(ctx: RequestContext, kind: Credential['kind']): void;
  /**
   * Counts a request by the status of its response; `denial` tells why it was denied. Requests without a known token are not counted, nor are the
   * actions of denied requests. If nobody authenticated the request, as on a path that does not exist, a key that is not cached is looked up once it has been
   * answered.
   */
  count(ctx: RequestContext, presented: Bearer | null, status: number, denial: AnsweredDenial | null): void;
  /** Resolves once every request so far is counted. */
  stop(): Promise<void>;
}

/** See {@link RequestCounter}. */
export function createRequestCounter(
  usage: Pick<Usage, 'count' | 'noteDenial'>, { recall, find }: Authenticator, tracking: { readonly usage: boolean },
): RequestCounter {
  /** The token of a request in its state; null until it is known. */
  const TOKEN = Symbol('token');
  /** The kind of tokens among which the key of a request was sought in vain. */
  const SOUGHT = Symbol('sought');
  let waiting: Array<() => Promise<void>> = [];
  let lookingUp: Promise<void> | null = null;

  function add(tokenId: Id, { outcome, actions, denial }: Counted): void {
    usage.count(tokenId, outcome, actions);
    if (denial !== null) usage.noteDenial(tokenId, denial);
  }

  function addUnder(credential: Credential | null, counted: Counted): void {
    if (credential === null || decide.reauthenticate(credential, { kind: credential.kind, now: Date.now() }) === UNKNOWN) return;
    add(credential.tokenId, counted);
  }

  function lookUp(bearer: Bearer, sought: Credential['kind'] | undefined, counted: Counted): void {
    const form = bearer.kind;
    const kind = form === 'admin' ? 'admin' : 'content-api';
    if (waiting.length >= MAX_WAITING || sought === kind || (sought !== undefined && form === 'any')) return;
    waiting.push(() => find(bearer, kind).then((credential) => addUnder(credential, counted)).catch(() => {}));
    lookingUp ??= lookUpWaiting();
  }

  /** What has come in meanwhile is looked up together: responses do not wait for it, so a flood would otherwise take every connection. */
  async function lookUpWaiting(): Promise<void> {
    while (waiting.length > 0) {
      const some = waiting;
      waiting = [];
      await Promise.all(some.map((lookUp) => lookUp()));
    }
    lookingUp = null;
  }

  return {
    begin({ state }) {
      if (TOKEN in state) return false;
      state[TOKEN] = null;
      return true;
    },

    noteToken({ state }, tokenId) {
      state[TOKEN] = tokenId;
      state[LOGGED_TOKEN] = tokenId;
      setSpanAttribute('enduser.id', String(tokenId));
    },

    noteUnknown({ state }, kind) {
      state[SOUGHT] = kind;
    },

    count(ctx, presented, status, denial) {
      const { state } = ctx;
      if (state[TOKEN] !== null) {
        add(state[TOKEN], countedAs(ctx, status, denial));
        return;
      }
      if (presented === null || state.isAuthenticated === true || !tracking.usage) return;
      const cached = recall(presented);
      if (cached !== undefined) addUnder(cached, countedAs(ctx, status, denial));
      // After a 503 the database is away.
      else if (status !== 503) lookUp(presented, state[SOUGHT], countedAs(ctx, status, denial));
    },

    stop: async () => void await lookingUp,
  };
}

/** What is counted of a request: it must not hold on to the request's context, which has the response. */
function countedAs(ctx: RequestContext, status: number, denial: AnsweredDenial | null): Counted {
  if (denial === null) return { outcome: status < 400 && !isAborted(ctx) ? 'ok' : 'failed', actions: actionsOf(ctx.state.route), denial };
  return { outcome: 'denied', actions: NONE, denial: { method: ctx.method, path: ctx.path, ...denial, address: ctx.ip } };
}

/** The token that a request presented, as request logs name it; undefined if there is none. */
export function loggedTokenOf({ state }: Pick<RequestContext, 'state'>): Id | undefined {
  return state[LOGGED_TOKEN];
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
