import type { AdminCredential } from '../admission/credential';
import type { Authenticator } from '../authenticator';
import type { Authentication, Host, RequestContext, Strategy } from '../host';
import type { Bearer } from '../key/bearer';
import type { ReloadToken } from '../services/reload-token';
import { ADMIN_STRATEGY } from './names';
import { authenticateBearer } from './authenticate-bearer';
import { createStrapiAdminRoutes } from './strapi-admin-routes';

/**
 * Lets admin tokens in on admin routes. The host's policies then ask the token's own ability. The owner is known to the host as
 * the user, but without roles: what the owner's rank alone would open stays closed to the token.
 */
export function adminStrategy(host: Pick<Host, 'db'>, authenticator: Authenticator, reload: ReloadToken): Strategy {
  const holdToPermissions = createStrapiAdminRoutes(host);

  const find = (bearer: Bearer) => authenticator.authenticate(bearer, 'admin');

  function admit(credentials: AdminCredential, ctx: RequestContext): Authentication | Promise<Authentication> {
    const holding = holdToPermissions(ctx, credentials);
    return holding === null ? enter(credentials, ctx) : holding.then(() => enter(credentials, ctx));
  }

  return {
    name: ADMIN_STRATEGY,

    authenticate: (ctx) => authenticateBearer(ctx, find, admit),

    reload,
  };
}

function enter(credentials: AdminCredential, { state }: RequestContext): Authentication {
  state.user = { ...credentials.owner, roles: [] };
  state.userAbility = credentials.ability;
  return { authenticated: true, credentials: credentials.presented, ability: credentials.ability };
}
