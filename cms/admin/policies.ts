import type { Policy } from '../route';
import { allowsOutright } from './ability';

/** The policies of admin routes, under Strapi's names. */
export const adminPolicies: Record<string, Policy> = {
  /** Somebody is logged in, or has come by an admin token. */
  'admin::isAuthenticatedAdmin': (ctx) => Boolean(ctx.state.user && ctx.state.userAbility),
  /** The caller may do every one of `config.actions`. */
  'admin::hasPermissions': (ctx, config) => {
    const { actions } = config as { actions: string[] };
    const { userAbility } = ctx.state;
    return Boolean(userAbility) && actions.every((action) => allowsOutright(userAbility, action));
  },
};
