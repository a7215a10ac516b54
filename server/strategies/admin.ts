import type { AdminCredential } from '../access/admin-credential';
import type { Authentication, Host, RequestContext, Strategy } from '../host';
import type { Authenticator } from '../services/authenticator';
import { ADMIN_STRATEGY } from './names';
import { authenticateBearer } from './authenticate-bearer';
import { createStrapiAdminRoutes } from './strapi-admin-routes';

/**
 * Lets admin tokens in on admin routes. The host's policies then ask the token's own ability. The owner is known to the host as
 * the user, but without roles: what the owner's rank alone would open stays closed to the token.
 */
export function adminStrategy(host: Pick<Host, 'db'>, authenticator: Authenticator): Strategy {
  const holdToPermissions = createStrapiAdminRoutes(host);

  function admit(ctx: RequestContext, credentials: AdminCredential): Authentication {
    ctx.state.user = { ...credentials.owner, roles: [] };
    ctx.state.userAbility = credentials.ability;
    return { authenticated: true, credentials, ability: credentials.ability };
  }

  return {
    name: ADMIN_STRATEGY,

    authenticate: (ctx) => authenticateBearer(ctx, (bearer) => authenticator.authenticate(bearer, 'admin'), (credentials) => {
      const holding = holdToPermissions(ctx, credentials);
      return holding === null ? admit(ctx, credentials) : holding.then(() => admit(ctx, credentials));
    }),
  };
}
