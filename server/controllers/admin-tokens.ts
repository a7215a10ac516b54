import type { Host, RequestContext } from '../host';
import { readTokenId } from '../input/read-token-id';
import { readCreateAdminToken, readUpdateAdminToken } from '../input/token-input';
import { pluginServices } from '../services';
import { tokenEndpoints } from './token-endpoints';

/** The endpoints below /admin-tokens. */
export default ({ strapi }: { strapi: Host }) => {
  const services = pluginServices(strapi);
  const { adminTokens, callers } = services;

  return {
    ...tokenEndpoints('admin', adminTokens, services, readCreateAdminToken, readUpdateAdminToken),

    async ownerPermissions(ctx: RequestContext) {
      ctx.body = { data: await adminTokens.ownerPermissions(callers.of(ctx), readTokenId(ctx.params.id)) };
    },
  };
};
