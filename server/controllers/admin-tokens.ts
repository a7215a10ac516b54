import type { Host, RequestContext } from '../host';
import { readListQuery } from '../input/list-query';
import { readTokenId } from '../input/read-token-id';
import { readCreateAdminToken, readUpdateAdminToken } from '../input/token-input';
import { pluginServices } from '../services';

/** The endpoints below /admin-tokens. */
export default ({ strapi }: { strapi: Host }) => {
  const { adminTokens, callers } = pluginServices(strapi);

  return {
    async find(ctx: RequestContext) {
      ctx.body = await adminTokens.list(callers.of(ctx), readListQuery(ctx.querystring));
    },

    async findOne(ctx: RequestContext) {
      ctx.body = { data: await adminTokens.get(callers.of(ctx), readTokenId(ctx.params.id)) };
    },

    async create(ctx: RequestContext) {
      const data = await adminTokens.create(callers.of(ctx), readCreateAdminToken(ctx.request.body));
      ctx.status = 201;
      ctx.body = { data };
    },

    async update(ctx: RequestContext) {
      const id = readTokenId(ctx.params.id);
      ctx.body = { data: await adminTokens.update(callers.of(ctx), id, readUpdateAdminToken(ctx.request.body)) };
    },

    async regenerate(ctx: RequestContext) {
      const data = await adminTokens.regenerate(callers.of(ctx), readTokenId(ctx.params.id));
      ctx.status = 201;
      ctx.body = { data };
    },

    async delete(ctx: RequestContext) {
      ctx.body = { data: await adminTokens.revoke(callers.of(ctx), readTokenId(ctx.params.id)) };
    },

    async ownerPermissions(ctx: RequestContext) {
      ctx.body = { data: await adminTokens.ownerPermissions(callers.of(ctx), readTokenId(ctx.params.id)) };
    },
  };
};
