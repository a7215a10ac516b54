import type { ExplainToken } from '../contract';
import type { Host, RequestContext } from '../host';
import { readEventQuery } from '../input/event-query';
import { readListQuery } from '../input/list-query';
import { readExplain } from '../input/read-explain';
import { readIdentify } from '../input/read-identify';
import { readTokenId } from '../input/read-token-id';
import { readUsageListQuery, readUsageQuery } from '../input/read-usage-query';
import { readCreateAdminToken, readRegenerate, readUpdateAdminToken } from '../input/token-input';
import { pluginServices } from '../services';

/** The endpoints below /admin-tokens. */
export default ({ strapi }: { strapi: Host }) => {
  const { adminTokens, callers, events } = pluginServices(strapi);

  return {
    async find(ctx: RequestContext) {
      ctx.body = await adminTokens.list(callers.of(ctx), readListQuery(ctx.querystring, 'admin'));
    },

    async findOne(ctx: RequestContext) {
      ctx.body = { data: await adminTokens.get(callers.of(ctx), readTokenId(ctx.params.id)) };
    },

    async identify(ctx: RequestContext) {
      ctx.body = { data: await adminTokens.identify(callers.of(ctx), readIdentify(ctx.request.body)) };
    },

    async explain(ctx: RequestContext) {
      const id = readTokenId(ctx.params.id);
      ctx.body = { data: await adminTokens.explain(callers.of(ctx), id, readExplain(ctx.request.body)) } satisfies ExplainToken['Response'];
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
      const data = await adminTokens.regenerate(callers.of(ctx), readTokenId(ctx.params.id), readRegenerate(ctx.request.body));
      ctx.status = 201;
      ctx.body = { data };
    },

    async endPreviousKey(ctx: RequestContext) {
      ctx.body = { data: await adminTokens.endPreviousKey(callers.of(ctx), readTokenId(ctx.params.id)) };
    },

    async usage(ctx: RequestContext) {
      ctx.body = { data: await adminTokens.usage(callers.of(ctx), readTokenId(ctx.params.id), readUsageQuery(ctx.querystring)) };
    },

    async listUsage(ctx: RequestContext) {
      ctx.body = { data: await adminTokens.listUsage(callers.of(ctx), readUsageListQuery(ctx.querystring)) };
    },

    async denials(ctx: RequestContext) {
      ctx.body = { data: await adminTokens.denials(callers.of(ctx), readTokenId(ctx.params.id)) };
    },

    async events(ctx: RequestContext) {
      const id = readTokenId(ctx.params.id);
      ctx.body = await events.ofToken(callers.of(ctx), 'admin', id, readEventQuery(ctx.querystring, id));
    },

    async delete(ctx: RequestContext) {
      ctx.body = { data: await adminTokens.revoke(callers.of(ctx), readTokenId(ctx.params.id)) };
    },

    async ownerPermissions(ctx: RequestContext) {
      ctx.body = { data: await adminTokens.ownerPermissions(callers.of(ctx), readTokenId(ctx.params.id)) };
    },
  };
};
