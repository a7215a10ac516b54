import type { GetStrapiTokens, ImportStrapiTokens } from '../contract';
import type { Host, RequestContext } from '../host';
import { readImport } from '../input/read-import';
import { pluginServices } from '../services';

/** The endpoints below /strapi-tokens: Strapi's own tokens, which can be imported. */
export default ({ strapi }: { strapi: Host }) => {
  const { callers, strapiTokens } = pluginServices(strapi);

  return {
    async find(ctx: RequestContext) {
      ctx.body = { data: await strapiTokens.preview(callers.of(ctx)) } satisfies GetStrapiTokens['Response'];
    },

    async import(ctx: RequestContext) {
      ctx.body = { data: await strapiTokens.import(callers.of(ctx), readImport(ctx.request.body)) } satisfies ImportStrapiTokens['Response'];
    },
  };
};
