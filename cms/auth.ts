import type { Strategy } from '../server/host';
import type { CmsAuth, MountedRoute } from './cms';
import { UnauthorizedError } from './errors';

/** The authentication of the CMS (Strapi's meaning): strategies per kind of route, tried in the order of registration. */
export function createAuth(): CmsAuth {
  const strategies: Record<'content-api' | 'admin', Strategy[]> = { 'content-api': [], admin: [] };

  return {
    register(type, strategy) {
      strategies[type].push(strategy);
      return this;
    },

    find: (type, name) => strategies[type].find((strategy) => strategy.name === name),

    async admit(ctx) {
      const { state } = ctx;
      const { type, config = {} }: MountedRoute = state.route;
      state.isAuthenticated = false;
      const { strategies: own } = typeof config.auth === 'object' ? config.auth : {};
      for (const strategy of own ?? strategies[type]) {
        const answer = await strategy.authenticate(ctx);
        if (answer.authenticated) {
          state.isAuthenticated = true;
          state.auth = { strategy, credentials: answer.credentials, ability: answer.ability ?? null };
          if (config.auth !== 'known') await strategy.verify?.(state.auth, config.auth ?? {});
          return;
        }
        if (answer.error) throw answer.error;
      }
      throw new UnauthorizedError();
    },

    async verify(auth, config = {}) {
      if (config === false) return;
      if (!auth) throw new UnauthorizedError();
      await auth.strategy.verify?.(auth, config);
    },
  };
}
