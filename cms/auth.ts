import type { Context } from 'koa';
import type { Authentication, Strategy } from '../server/host';
import type { CmsAuth } from './cms';
import { UnauthorizedError } from './errors';

/**
 * The authentication of the CMS (Strapi's meaning): strategies per kind of route, tried in the order of registration. It answers at
 * once where they do, as of keys that are known already: a promise more costs about as much as finding the key.
 */
export function createAuth(): CmsAuth {
  const strategies: Record<'content-api' | 'admin', Strategy[]> = { 'content-api': [], admin: [] };

  return {
    register(type, strategy) {
      strategies[type].push(strategy);
      return this;
    },

    find: (type, name) => strategies[type].find((strategy) => strategy.name === name),

    authenticate(ctx) {
      ctx.state.isAuthenticated = false;
      return ask(ctx, strategies[ctx.state.route.type as 'content-api' | 'admin'], 0);
    },

    verify(auth, config = {}) {
      if (config === false) return;
      if (!auth) throw new UnauthorizedError();
      return auth.strategy.verify?.(auth, config);
    },
  };
}

/** Asks the strategies from one on. @throws {UnauthorizedError} where none knows the caller */
function ask(ctx: Context, strategies: Strategy[], first: number): void | Promise<void> {
  for (let index = first; index < strategies.length; index += 1) {
    const strategy = strategies[index]!;
    const answer = strategy.authenticate(ctx);
    if (!isThere(answer)) {
      return Promise.resolve(answer).then((late) => (isIn(ctx, strategy, late) ? undefined : ask(ctx, strategies, index + 1)));
    }
    if (isIn(ctx, strategy, answer)) return;
  }
  throw new UnauthorizedError();
}

/** Whether an answer is there already. It is no promise then, of whatever library: those do not say who is authenticated. */
function isThere(answer: Authentication | Promise<Authentication>): answer is Authentication {
  return (answer as Authentication).authenticated !== undefined;
}

/** Whether a strategy knows the caller, who is noted then. @throws {Error} that the strategy refuses the caller with */
function isIn({ state }: Context, strategy: Strategy, answer: Authentication): boolean {
  if (answer.authenticated) {
    state.isAuthenticated = true;
    state.auth = { strategy, credentials: answer.credentials, ability: answer.ability ?? null };
  } else if (answer.error) {
    throw answer.error;
  }
  return answer.authenticated;
}
