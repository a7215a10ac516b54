import type { Host, RequestContext } from '../host';

const STRAPI_TOKEN = 'admin::api-token';

/**
 * Adds a public route that tells Strapi's panel where the plugin's menu entries belong: in place of Strapi's own if Strapi has no tokens left, or if
 * `apiToken.hideStrapiPages` is set. A host without tokens of its own has no such route.
 */
export function addPlacementRoute(host: Pick<Host, 'config' | 'contentTypes' | 'db' | 'server'>): void {
  if (!(STRAPI_TOKEN in host.contentTypes)) return;

  async function placement(ctx: RequestContext): Promise<void> {
    const hidesStrapiPages = host.config.get('admin.apiToken.hideStrapiPages') === true || await host.db.query(STRAPI_TOKEN).count() === 0;
    ctx.body = { data: { hidesStrapiPages } };
  }

  host.server.routes({
    type: 'admin',
    routes: [{
      method: 'GET',
      path: '/api-tokens-plugin/placement',
      handler: placement,
      info: { pluginName: 'api-tokens' },
      config: { auth: false },
    }],
  });
}
