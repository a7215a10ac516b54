import type { Authentication, Host, RequestContext, Strategy } from '../host';
import { hasOwnForm } from '../key/access-key';
import { bearerOf } from '../middlewares/bearer';

/** Strapi's authentication of one request: it calls `next` if the caller was authenticated. */
type Authenticate = (ctx: RequestContext, next: () => Promise<unknown>) => Promise<unknown>;

/** The part of a request's route that determines which strategies are used. */
interface StrapiRoute {
  info?: { type?: string };
  config?: { auth?: false | { strategies?: unknown[] } };
}

/**
 * Tries the plugin's strategies first for keys of the plugin's own form: Strapi's own look up every key in the database, so a cached key would get a
 * 500 while that is unavailable. Keys that the plugin does not recognize are passed on to Strapi, as are public routes and those that name their
 * strategies. Strapi calls its `auth` service for every request, so it is enough to replace the function there; if a host has no such function, the
 * strategies are tried in the order of their registration.
 */
export function authenticateFirst(host: Pick<Host, 'get'>, strategies: Record<string, Strategy>): void {
  const auth = host.get('auth') as { authenticate?: Authenticate };
  const usual = auth.authenticate;
  // The bundled CMS has no such function.
  if (typeof usual !== 'function' || usual.length !== 2) return;

  async function authenticate(this: unknown, ctx: RequestContext, next: () => Promise<unknown>): Promise<unknown> {
    const bearer = bearerOf(ctx);
    // A wrong checksum is noticed by the strategy, which need not look for one in a cached key.
    const strategy = bearer !== null && hasOwnForm(bearer.key) ? strategyFor(ctx.state.route) : undefined;
    if (strategy === undefined) return usual!.call(this, ctx, next);
    const answer: Authentication = await strategy.authenticate(ctx);
    if (!answer.authenticated) return answer.error === undefined ? usual!.call(this, ctx, next) : ctx.unauthorized!(answer.error);
    ctx.state.isAuthenticated = true;
    ctx.state.auth = { strategy, credentials: answer.credentials, ability: answer.ability ?? null };
    return next();
  }

  function strategyFor(route: StrapiRoute | undefined): Strategy | undefined {
    const config = route?.config?.auth;
    return config === false || config?.strategies !== undefined ? undefined : strategies[route?.info?.type ?? ''];
  }

  Reflect.set(auth, 'authenticate', authenticate);
}
