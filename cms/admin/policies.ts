import type { Policy } from '../route';
import { allowsOutright } from './ability';
import type { AdminContext } from './admin-route';
import { assertSession } from './caller';
import { isSession } from './callers';

/** The policies of admin routes, under Strapi's names where it has them. */
export const adminPolicies: Record<string, Policy> = {
  /** The caller is logged in, or uses an admin token. */
  'admin::isAuthenticatedAdmin': async (ctx) => Boolean(ctx.state.user && ctx.state.userAbility),
  /** The caller is logged in: no admin token may do this. @throws {ForbiddenError} */
  'admin::isSession': async (ctx) => {
    assertSession({ isSession: isSession(ctx as AdminContext) });
    return true;
  },
  /** The caller may do all of `config.actions`. */
  'admin::hasPermissions': async (ctx, config) => {
    const { actions } = config as { actions: string[] };
    const { userAbility } = ctx.state;
    return Boolean(userAbility) && actions.every((action) => allowsOutright(userAbility, action));
  },
};
