import type { Context } from 'koa';
import type { Authentication, Strategy } from '../../server/host';
import { createAbility } from './ability';
import type { PermissionService } from './permission-service';
import type { Sessions } from './services/sessions';

/** The name of the strategy that authenticates people. Requests of any other strategy present a token. */
export const SESSION_STRATEGY = 'admin';

/**
 * The shortest header that may carry an access token of ours (characters): its signature alone takes 43. Most keys of other strategies are
 * shorter, and the expression would try every place for a dot in them.
 */
const shortest = 100;
/** Longer than any access token of ours. */
const longest = 2048;
const jwtBearer = /^bearer[ \t]+([\w-]+\.[\w-]+\.[\w-]+)$/i;

const notASession: Authentication = Object.freeze({ authenticated: false });

/**
 * Lets in who carries the access token of a live session. Anything else in the header is left to the next strategy. Sets
 * `ctx.state.user`, `ctx.state.userAbility` and `ctx.state.sessionId`.
 */
export function createSessionStrategy(sessions: Sessions, permissions: PermissionService): Strategy {
  async function authenticateSession(ctx: Context, accessToken: string): Promise<Authentication> {
    const session = await sessions.find(accessToken);
    if (session === null) return notASession;
    const { user, sessionId } = session;
    const ability = createAbility(await permissions.findRolePermissions(user.roles), permissions.conditionProvider, user as { id: number });
    Object.assign(ctx.state, { user, userAbility: ability, sessionId });
    return { authenticated: true, credentials: user, ability };
  }

  return {
    name: SESSION_STRATEGY,
    authenticate(ctx) {
      const header = ctx.req.headers.authorization ?? '';
      const accessToken = header.length < shortest || header.length > longest ? undefined : jwtBearer.exec(header)?.[1];
      return accessToken === undefined ? notASession : authenticateSession(ctx, accessToken);
    },
  };
}
