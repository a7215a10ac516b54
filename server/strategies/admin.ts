import type { Host, RequestContext, Strategy } from '../host';
import type { ReloadToken } from '../credentials/reload-token';
import { authenticateBearer, type BearerServices } from './authenticate-bearer';
import { ADMIN_STRATEGY } from './names';
import { createStrapiAdminRoutes } from '../strapi/strapi-admin-routes';

/**
 * Authenticates admin tokens on admin routes. The host's policies then check the token's own ability. The host sees the owner as the user,
 * but without roles, so that the owner's rank alone allows the token nothing.
 */
export function adminStrategy(host: Pick<Host, 'db'>, services: BearerServices, reload: ReloadToken): Strategy {
  const strapiAdminRoutes = createStrapiAdminRoutes(host);

  return {
    name: ADMIN_STRATEGY,

    authenticate: (ctx: RequestContext) => authenticateBearer(ctx, 'admin', services, async (credential) => {
      await strapiAdminRoutes.hold(ctx, credential);
      ctx.state.user = { ...credential.owner, roles: [] };
      ctx.state.userAbility = credential.ability;
    }),

    reload,
  };
}
