import type { ExplainToken, GetDescription } from '../contract';
import type { Host, RequestContext } from '../host';
import { readEventQuery } from '../input/event-query';
import { readListQuery } from '../input/list-query';
import { readExplain } from '../input/read-explain';
import { readIdentify } from '../input/read-identify';
import { readTokenId } from '../input/read-token-id';
import { readUsageListQuery, readUsageQuery } from '../input/read-usage-query';
import { readCreateApiToken, readRegenerate, readUpdateApiToken } from '../input/token-input';
import { describeApi } from '../describe-api';
import { pluginServices } from '../services';

/** The endpoints below /api-tokens. */
export default ({ strapi }: { strapi: Host }) => {
  const { callers, contentApiTokens, events } = pluginServices(strapi);

  return {
    async find(ctx: RequestContext) {
      ctx.body = await contentApiTokens.list(callers.of(ctx), readListQuery(ctx.querystring, 'content-api'));
    },

    async findOne(ctx: RequestContext) {
      ctx.body = { data: await contentApiTokens.get(callers.of(ctx), readTokenId(ctx.params.id)) };
    },

    description(ctx: RequestContext) {
      ctx.body = describeApi(ctx.path) satisfies GetDescription['Response'];
    },

    async identify(ctx: RequestContext) {
      ctx.body = { data: await contentApiTokens.identify(callers.of(ctx), readIdentify(ctx.request.body)) };
    },

    async explain(ctx: RequestContext) {
      const id = readTokenId(ctx.params.id);
      ctx.body = { data: await contentApiTokens.explain(callers.of(ctx), id, readExplain(ctx.request.body)) } satisfies ExplainToken['Response'];
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
      const data = await contentApiTokens.regenerate(callers.of(ctx), readTokenId(ctx.params.id), readRegenerate(ctx.request.body));
      ctx.status = 201;
      ctx.body = { data };
    },

    async endPreviousKey(ctx: RequestContext) {
      ctx.body = { data: await contentApiTokens.endPreviousKey(callers.of(ctx), readTokenId(ctx.params.id)) };
    },

    async usage(ctx: RequestContext) {
      ctx.body = { data: await contentApiTokens.usage(callers.of(ctx), readTokenId(ctx.params.id), readUsageQuery(ctx.querystring)) };
    },

    async listUsage(ctx: RequestContext) {
      ctx.body = { data: await contentApiTokens.listUsage(callers.of(ctx), readUsageListQuery(ctx.querystring)) };
    },

    async denials(ctx: RequestContext) {
      ctx.body = { data: await contentApiTokens.denials(callers.of(ctx), readTokenId(ctx.params.id)) };
    },

    async events(ctx: RequestContext) {
      const id = readTokenId(ctx.params.id);
      ctx.body = await events.ofToken(callers.of(ctx), 'content-api', id, readEventQuery(ctx.querystring, id));
    },

    async delete(ctx: RequestContext) {
      ctx.body = { data: await contentApiTokens.revoke(callers.of(ctx), readTokenId(ctx.params.id)) };
    },
  };
};
