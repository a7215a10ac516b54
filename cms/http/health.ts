import type { Middleware } from 'koa';

/** Responds to GET /_health with 204, for load balancers and supervisors. */
export function health(): Middleware {
  return function health(ctx, next) {
    if (ctx.path !== '/_health' || !['GET', 'HEAD'].includes(ctx.method)) return next();
    ctx.status = 204;
    return Promise.resolve();
  };
}
