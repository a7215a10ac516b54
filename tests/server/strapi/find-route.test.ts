import Router from '@koa/router';
import { createFindRoute } from '../../../server/strapi/find-route';

const handler = () => {};

/** A server that keeps routes as Strapi's does: one router for each API, and one for each set with a prefix, mounted into each other. */
function strapiServer() {
  const router = new Router();
  const apis: Record<string, Router> = { 'content-api': new Router({ prefix: '/api' }), admin: new Router() };
  const addTo = (target: Router, routes: any[]) => {
    for (const { method, path } of routes) (target as any)[method.toLowerCase()](path, handler);
  };
  return {
    router,
    use: () => {},
    routes(set: any) {
      if (Array.isArray(set)) {
        addTo(router, set);
        return;
      }
      const inner = new Router({ prefix: set.prefix });
      addTo(inner, set.routes);
      apis[set.type]!.use(inner.routes());
    },
    mount: () => Object.values(apis).forEach((api) => router.use(api.routes())),
  };
}

describe('a route of Strapi’s', () => {
  const server = strapiServer();
  const find = createFindRoute({ server, config: { get: (_path: string, fallback: unknown) => fallback } });
  const scoped = (scope: string[]) => ({ auth: { scope } });

  server.router.all('/_health', handler);
  // Strapi's own, for files: it matches before all others, and passes on what is no file.
  server.routes([{ method: 'GET', path: '/{*path}', handler, config: { auth: false } }, { method: 'GET', path: '/uploads/:file', handler, config: { auth: false } }]);
  server.routes({
    type: 'content-api', prefix: '',
    routes: [
      { method: 'GET', path: '/articles', handler: 'api::article.article.find', info: { apiName: 'article' }, config: scoped(['api::article.article.find']) },
      { method: 'GET', path: '/articles/:id', handler: 'article.findOne', info: { apiName: 'article' }, config: scoped(['api::article.article.findOne']) },
    ],
  });
  server.routes({
    type: 'admin', prefix: '/upload',
    routes: [{ method: 'POST', path: '/', handler: 'admin-upload.upload', info: { pluginName: 'upload' }, config: { policies: ['admin::isAuthenticatedAdmin'] } }],
  });
  server.routes({
    type: 'admin', prefix: '/admin', routes: [{ method: 'ALL', path: '/users/:id', handler: 'user.findOne', info: { pluginName: 'admin' } }],
  });
  server.mount();

  it('is found with what it requires, by the path from the root', () => {
    expect(find('GET', '/api/articles')).toMatchObject({ type: 'content-api', method: 'GET', path: '/api/articles', action: 'api::article.article.find', config: scoped(['api::article.article.find']) });
    expect(find('HEAD', '/api/articles/7')).toMatchObject({ method: 'GET', path: '/api/articles/:id', action: 'api::article.article.findOne', params: { id: '7' } });
    expect(find('POST', '/upload')).toMatchObject({ type: 'admin', action: 'plugin::upload.admin-upload.upload', config: { policies: ['admin::isAuthenticatedAdmin'] } });
    expect(find('DELETE', '/admin/users/7')).toMatchObject({ type: 'admin', action: 'admin::user.findOne', params: { id: '7' } });
  });

  it('is none where no route has the method and path', () => {
    for (const [method, path] of [['DELETE', '/api/articles'], ['GET', '/articles'], ['GET', '/']] as const) expect(find(method, path)).toBeNull();
  });

  it('is none outside of Strapi’s two APIs, where its authentication guards nothing', () => {
    for (const path of ['/uploads/a.png', '/_health', '/robots.txt']) expect(find('GET', path)).toBeNull();
  });

  it('is the host’s own where that finds routes itself', () => {
    const route = find('GET', '/api/articles');
    expect(createFindRoute({ server: {} as never, config: {} as never, findRoute: () => route })('GET', '/')).toBe(route);
  });
});
