import type { Host, RequestContext, Strategy } from '../host';
import type { ReloadToken } from '../reload-token';
import { authenticateBearer, type BearerServices } from './authenticate-bearer';
import { ADMIN_STRATEGY } from './names';
import { createStrapiAdminRoutes } from '../strapi/strapi-admin-routes';

/**
 * Authenticates admin tokens on admin routes. The host's policies then ask the token's own ability. The owner is known to the host as
 * the user, but without roles: what the owner's rank alone would allow stays closed to the token.
 */
export function adminStrategy(host: Pick<Host, 'db'>, services: BearerServices, reload: ReloadToken): Strategy {
  const holdToPermissions = createStrapiAdminRoutes(host);

  return {
    name: ADMIN_STRATEGY,

    authenticate: (ctx: RequestContext) => authenticateBearer(ctx, 'admin', services, async (credential) => {
      await holdToPermissions(ctx, credential);
      const { owner, ability, presented } = credential;
      ctx.state.user = { ...owner, roles: [] };
      ctx.state.userAbility = ability;
      return { authenticated: true, credentials: presented, ability };
    }),

    reload,
  };
}
