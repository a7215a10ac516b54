import cors from '@koa/cors';
import Koa, { type Middleware } from 'koa';
import type { Logger } from 'pino';
import type { Cms } from '../cms';
import type { Policy } from '../route';
import { checkHead } from './check-head';
import { closeUnread } from './close-unread';
import { health } from './health';
import { logRequests } from './log-requests';
import { mountRoutes } from './mount-routes';
import { panel } from './panel';
import { requestId } from './request-id';
import { respondErrors } from './respond-errors';
import { securityHeaders } from './security-headers';

/** The parts of the CMS's Koa app. */
export interface AppParts {
  cms: Cms;
  log: Logger;
  policies: Record<string, Policy>;
  /** The middlewares that plugins added in front of every route (`strapi.server.use`). */
  middlewares: Middleware[];
  /** The folder with the built panel. */
  panelFolder: string;
}

/** Creates the Koa app: every request passes these middlewares in order. */
export function createApp({ cms, log, policies, middlewares, panelFolder }: AppParts): Koa {
  const app = new Koa();
  const hops: number = cms.config.get('server.proxyHops');
  app.proxy = hops > 0;
  app.maxIpsCount = hops;
  // As Node spells it: Koa would convert its own default to lower case for every request.
  app.proxyIpHeader = 'x-forwarded-for';
  app.silent = true;
  app.use(requestId());
  app.use(securityHeaders());
  app.use(logRequests(log));
  app.use(closeUnread());
  app.use(respondErrors(log));
  app.use(checkHead());
  app.use(allowOrigins(cms.config.get('server.cors.origin')));
  for (const middleware of middlewares) app.use(middleware);
  app.use(health());
  app.use(panel(panelFolder));
  app.use(mountRoutes(cms, policies));
  return app;
}

/** CORS for the content API. The admin API is for pages of its own origin, and for programs that are not web pages. */
function allowOrigins(origins: string[]): Middleware {
  const allow = cors({
    origin: (ctx) => (origins.includes('*') ? '*' : origins.find((origin) => origin === ctx.get('origin')) ?? ''),
    exposeHeaders: ['WWW-Authenticate', 'X-Request-Id', 'RateLimit', 'RateLimit-Policy', 'Retry-After'],
    maxAge: 600,
  });
  // Case-insensitive, as the router is.
  return (ctx, next) => (/^\/admin(\/|$)/i.test(ctx.path) ? next() : allow(ctx, next));
}
