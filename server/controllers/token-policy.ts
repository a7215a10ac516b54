import type { GetPolicy } from '../contract';
import { compileReadActions } from '../grant/read-actions';
import type { Host, RequestContext } from '../host';
import { pluginServices } from '../services';
import { mcpPathOf } from '../strapi/accept-at-mcp';

/** The endpoint /token-policy. */
export default ({ strapi }: { strapi: Host }) => {
  const { settings: { policy, readActions } } = pluginServices(strapi);
  const isReadAction = compileReadActions(readActions) ?? (() => false);

  return {
    find(ctx: RequestContext) {
      const actions = strapi.contentAPI.permissions.providers.action.keys();
      ctx.body = { data: { ...policy, readActions: actions.filter(isReadAction), mcpPath: mcpPathOf(strapi) } } satisfies GetPolicy['Response'];
    },
  };
};
