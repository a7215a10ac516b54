import type { GetPolicy } from '../contract';
import { compileReadActions } from '../grant/read-actions';
import type { Host, RequestContext } from '../host';
import { pluginServices } from '../services';

/** The endpoint /token-policy. */
export default ({ strapi }: { strapi: Host }) => {
  const { settings: { policy, readActions } } = pluginServices(strapi);
  const isReadAction = compileReadActions(readActions) ?? (() => false);

  return {
    find(ctx: RequestContext) {
      ctx.body = { data: { ...policy, readActions: strapi.contentAPI.permissions.providers.action.keys().filter(isReadAction) } } satisfies GetPolicy['Response'];
    },
  };
};
