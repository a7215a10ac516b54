import type { GetStrapiTokens, ImportStrapiTokens } from '../contract';
import type { Host, RequestContext } from '../host';
import { readImport } from '../input/read-import';
import { pluginServices } from '../services';

/** The endpoints below /strapi-tokens: Strapi's own tokens, which can be imported. */
export default ({ strapi }: { strapi: Host }) => {
  const { callers, importStrapiTokens } = pluginServices(strapi);

  return {
    async find(ctx: RequestContext) {
      ctx.body = { data: await importStrapiTokens(callers.of(ctx), { dryRun: true, deleteOriginals: false }) } satisfies GetStrapiTokens['Response'];
    },

    async import(ctx: RequestContext) {
      const { deleteOriginals = false } = readImport(ctx.request.body);
      ctx.body = { data: await importStrapiTokens(callers.of(ctx), { dryRun: false, deleteOriginals }) } satisfies ImportStrapiTokens['Response'];
    },
  };
};
