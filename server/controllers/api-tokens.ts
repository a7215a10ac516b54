import type { Host, RequestContext } from '../host';
import { readListQuery } from '../input/list-query';
import { readTokenId } from '../input/read-token-id';
import { readCreateApiToken, readUpdateApiToken } from '../input/token-input';
import { pluginServices } from '../services';

/** The endpoints below /api-tokens. */
export default ({ strapi }: { strapi: Host }) => {
  const { callers, contentApiTokens } = pluginServices(strapi);

  return {
    async find(ctx: RequestContext) {
      ctx.body = await contentApiTokens.list(callers.of(ctx), readListQuery(ctx.querystring));
    },

    async findOne(ctx: RequestContext) {
      ctx.body = { data: await contentApiTokens.get(callers.of(ctx), readTokenId(ctx.params.id)) };
    },

    async create(ctx: RequestContext) {
      const data = await contentApiTokens.create(callers.of(ctx), readCreateApiToken(ctx.request.body));
      ctx.status = 201;
      ctx.body = { data };
    },

    async update(ctx: RequestContext) {
      const id = readTokenId(ctx.params.id);
      ctx.body = { data: await contentApiTokens.update(callers.of(ctx), id, readUpdateApiToken(ctx.request.body)) };
    },

    async regenerate(ctx: RequestContext) {
      const data = await contentApiTokens.regenerate(callers.of(ctx), readTokenId(ctx.params.id));
      ctx.status = 201;
      ctx.body = { data };
    },

    async delete(ctx: RequestContext) {
      ctx.body = { data: await contentApiTokens.revoke(callers.of(ctx), readTokenId(ctx.params.id)) };
    },
  };
};
