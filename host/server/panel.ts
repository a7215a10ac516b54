import { existsSync } from 'node:fs';
import type { Middleware } from 'koa';
import sirv from 'sirv';

/**
 * Serves the admin panel from its build, below /admin: its files compressed and cached for good (their names change with their
 * content), and its page for every other path that a browser opens. Paths of the admin API are passed on.
 */
export function panel(folder: string): Middleware {
  if (!existsSync(folder)) return (_ctx, next) => next();
  const serve = sirv(folder, {
    brotli: true,
    gzip: true,
    etag: true,
    setHeaders(response, path) {
      response.setHeader('Cache-Control', path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache');
      response.setHeader('Vary', 'Accept-Encoding');
    },
  });

  return async function panel(ctx, next) {
    if (!isForPanel(ctx.method, ctx.path, ctx.get('accept'))) return next();
    const file = ctx.path.slice('/admin'.length);
    // sirv reads the path from the request itself.
    (ctx.req as { url?: string }).url = file.startsWith('/assets/') || /\.\w+$/.test(file) ? file : '/index.html';
    await new Promise<void>((resolve, reject) => {
      ctx.res.once('close', resolve);
      ctx.respond = false;
      ctx.res.statusCode = 200;
      serve(ctx.req, ctx.res, () => {
        ctx.respond = true;
        ctx.res.statusCode = 404;
        next().then(resolve, reject);
      });
    });
  };
}

function isForPanel(method: string, path: string, accept: string): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false;
  if (path.startsWith('/admin/assets/')) return true;
  return (path === '/admin' || path.startsWith('/admin/')) && accept.includes('text/html');
}
