import type { CmsContentApi } from './content-api/content-api';
import type { RouteSet } from './route';

/** Describes the content API, to anyone authenticated on the admin API (as in Strapi). */
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
