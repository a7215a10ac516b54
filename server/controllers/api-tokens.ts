import type { GetDescription, GetRestrictable, PreviewRestrictions } from '../contract';
import type { Host, RequestContext } from '../host';
import { readPreview } from '../input/read-preview';
import { readCreateApiToken, readUpdateApiToken } from '../input/token-input';
import { describeApi } from '../describe-api';
import { pluginServices } from '../services';
import { tokenEndpoints } from './token-endpoints';

/** The endpoints below /api-tokens. */
export default ({ strapi }: { strapi: Host }) => {
  const services = pluginServices(strapi);
  const { callers, contentApiTokens } = services;

  return {
    ...tokenEndpoints('content-api', contentApiTokens, services, readCreateApiToken, readUpdateApiToken),

    description(ctx: RequestContext) {
      ctx.body = describeApi(ctx.path) satisfies GetDescription['Response'];
    },

    async restrictable(ctx: RequestContext) {
      ctx.body = { data: await contentApiTokens.restrictable(callers.of(ctx)) } satisfies GetRestrictable['Response'];
    },

    async previewRestrictions(ctx: RequestContext) {
      ctx.body = { data: await contentApiTokens.previewRestrictions(callers.of(ctx), readPreview(ctx.request.body)) } satisfies PreviewRestrictions['Response'];
    },
  };
};
