import type { Cms } from './cms';
import type { RouteSet } from './route';

/** What the content API consists of, for whoever is logged in to the admin API (as in Strapi). */
export function contentApiInfo(cms: Cms, routesMap: () => unknown): RouteSet {
  const config = { policies: ['admin::isAuthenticatedAdmin'] };
  return {
    type: 'admin',
    routes: [
      {
        method: 'GET',
        path: '/content-api/permissions',
        config,
        handler: async (ctx) => {
          ctx.body = { data: await cms.contentAPI.permissions.getActionsMap() };
        },
      },
      {
        method: 'GET',
        path: '/content-api/routes',
        config,
        handler: async (ctx) => {
          ctx.body = { data: routesMap() };
        },
      },
    ],
  };
}
