import type { Context } from 'koa';
import type { Authentication, Strategy } from '../../server/host';
import { createAbility } from './ability';
import type { PermissionService } from './permission-service';
import type { Sessions } from './services/sessions';

/** The name of the strategy that authenticates people. Requests of any other strategy present a token. */
export const SESSION_STRATEGY = 'admin';

/**
 * The shortest header that may contain one of our access tokens (characters): its signature alone takes 43. Most keys of other strategies
 * are shorter, and would make the expression try every place for a dot.
 */
const shortest = 100;
/** Longer than any of our access tokens. */
const longest = 2048;
const jwtBearer = /^bearer[ \t]+([\w-]+\.[\w-]+\.[\w-]+)$/i;

const notASession: Authentication = Object.freeze({ authenticated: false });

/**
 * Authenticates the access token of a live session. Anything else in the header is left to the next strategy. Sets `ctx.state.user`,
 * `ctx.state.userAbility` and `ctx.state.sessionId`.
 */
export function createSessionStrategy(sessions: Sessions, permissions: PermissionService): Strategy {
  return {
    name: SESSION_STRATEGY,

    async authenticate(ctx: Context) {
      const header = ctx.req.headers.authorization ?? '';
      const accessToken = header.length < shortest || header.length > longest ? undefined : jwtBearer.exec(header)?.[1];
      const session = accessToken === undefined ? null : await sessions.find(accessToken);
      if (session === null) return notASession;
      const { user, sessionId } = session;
      const ability = createAbility(await permissions.findRolePermissions(user.roles), permissions.conditionProvider, user as { id: number });
      Object.assign(ctx.state, { user, userAbility: ability, sessionId });
      return { authenticated: true, credentials: user, ability };
    },
  };
}
