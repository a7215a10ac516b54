import type { ListTokenEvents } from '../contract';
import type { Host, RequestContext } from '../host';
import { readEventQuery } from '../input/event-query';
import { pluginServices } from '../services';

/** The endpoint /token-events. */
export default ({ strapi }: { strapi: Host }) => {
  const { callers, events } = pluginServices(strapi);

  return {
    async find(ctx: RequestContext) {
      ctx.body = await events.list(callers.of(ctx), readEventQuery(ctx.querystring)) satisfies ListTokenEvents['Response'];
    },
  };
};
