import Koa from 'koa';
import pino from 'pino';
import request from 'supertest';
import { createAuth } from '../../../cms/auth';
import { ForbiddenError } from '../../../cms/errors';
import { mountRoutes } from '../../../cms/http/mount-routes';
import { respondErrors } from '../../../cms/http/respond-errors';
import type { Strategy } from '../../../server/host';

/** Something to wait for that is no Promise of ours, as other libraries and realms make them. */
const later = (settle: (resolve: (value: any) => void, reject: (error: Error) => void) => void) =>
  ({ then: (resolve: any, reject: any) => void setImmediate(settle, resolve, reject) }) as unknown as Promise<any>;

/** A CMS with one route, which asks this strategy. */
function appWith(strategy: Omit<Strategy, 'name'>) {
  const auth = createAuth().register('content-api', { name: 'of another plugin', ...strategy });
  const route = {
    method: 'GET', path: '/', fullPath: '/', type: 'content-api', owner: 'test', config: { auth: { scope: ['read'] } },
    handler: (ctx: Koa.Context) => {
      ctx.body = { data: ctx.state.auth.credentials };
    },
  };
  const app = new Koa();
  app.use(respondErrors(pino({ level: 'silent' })));
  app.use(mountRoutes({ auth, routes: [route] } as never, {}));
  return request(app.callback());
}

describe('a route whose strategy', () => {
  const known = { authenticated: true as const, credentials: 'known' };

  it.each([
    ['with a promise', async () => known],
    ['with something else to wait for', () => later((resolve) => resolve(known))],
  ])('knows the caller %s lets the caller in', async (_, authenticate) => {
    await appWith({ authenticate }).get('/').expect(200, { data: 'known' });
  });

  it.each([
    ['with a promise', async () => {
      throw new ForbiddenError();
    }],
    ['with something else to wait for', () => later((_resolve, reject) => reject(new ForbiddenError()))],
  ])('refuses the scope %s keeps the caller out', async (_, verify) => {
    await appWith({ authenticate: async () => known, verify }).get('/').expect(403);
  });

  it('does not know the caller answers 401', async () => {
    await appWith({ authenticate: async () => ({ authenticated: false }) }).get('/').expect(401);
    await appWith({ authenticate: () => later((resolve) => resolve({ authenticated: false })) }).get('/').expect(401);
  });
});
