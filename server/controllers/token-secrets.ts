import type { GetSecrets } from '../contract';
import type { Host, RequestContext } from '../host';
import { pluginServices } from '../services';

/** The endpoint /token-secrets. */
export default ({ strapi }: { strapi: Host }) => {
  const { callers, secretsQuery } = pluginServices(strapi);

  return {
    async find(ctx: RequestContext) {
      ctx.body = { data: await secretsQuery(callers.of(ctx)) } satisfies GetSecrets['Response'];
    },
  };
};
