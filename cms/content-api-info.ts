import type { CmsContentApi } from './content-api/content-api';
import type { RouteSet } from './route';

/** What the content API consists of, for whoever is logged in to the admin API (as in Strapi). */
export function contentApiInfo(contentApi: CmsContentApi): RouteSet {
  const config = { policies: ['admin::isAuthenticatedAdmin'] };
  return {
    type: 'admin',
    routes: [
      {
        method: 'GET',
        path: '/content-api/permissions',
        config,
        handler: async (ctx) => {
          ctx.body = { data: await contentApi.permissions.getActionsMap() };
        },
      },
      {
        method: 'GET',
        path: '/content-api/routes',
        config,
        handler: async (ctx) => {
          ctx.body = { data: await contentApi.getRoutesMap() };
        },
      },
    ],
  };
}
