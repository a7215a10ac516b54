import type { Strategy } from '../server/host';
import type { CmsAuth } from './cms';
import { UnauthorizedError } from './errors';

/** The authentication of the CMS (Strapi's meaning): strategies per kind of route, tried in the order of registration. */
export function createAuth(): CmsAuth {
  const strategies: Record<'content-api' | 'admin', Strategy[]> = { 'content-api': [], admin: [] };

  return {
    register(type, strategy) {
      strategies[type].push(strategy);
      return this;
    },

    async authenticate(ctx) {
      for (const strategy of strategies[ctx.state.route.type as 'content-api' | 'admin']) {
        const answer = strategy.authenticate(ctx);
        // Awaited only where there is something to wait for, as of the keys that are known already there is not.
        const result = answer instanceof Promise ? await answer : answer;
        if (result.authenticated) {
          ctx.state.isAuthenticated = true;
          ctx.state.auth = { strategy, credentials: result.credentials, ability: result.ability ?? null };
          return;
        }
        if (result.error) throw result.error;
      }
      throw new UnauthorizedError();
    },

    verify(auth, config = {}) {
      if (config === false) return;
      if (!auth) throw new UnauthorizedError();
      return auth.strategy.verify?.(auth, config);
    },
  };
}
