import { existsSync } from 'node:fs';
import { send } from '@koa/send';
import type { Context, Middleware } from 'koa';

/** A year; only for existing files, so that no 404 is cached. */
const KEEP = 'public, max-age=31536000, immutable';

/**
 * Serves the admin panel from its build, below /admin: its files compressed and cached permanently (their names change with their content),
 * and its page for every other path that a browser opens. Paths of the admin API are passed on.
 */
export function panel(folder: string): Middleware {
  if (!existsSync(folder)) return (_ctx, next) => next();

  async function serve(ctx: Context): Promise<void> {
    ctx.vary('Accept-Encoding');
    const file = ctx.path.slice('/admin'.length);
    const isAsset = file.startsWith('/assets/');
    await send(ctx, isAsset || /\.\w+$/.test(file) ? file : 'index.html', {
      root: folder,
      setHeaders: (response) => response.setHeader('Cache-Control', isAsset ? KEEP : 'no-cache'),
    });
  }

  return function panel(ctx, next) {
    if (ctx.path === '/' && isForBrowser(ctx.method, ctx.get('accept'))) {
      ctx.vary('Accept');
      ctx.redirect('/admin');
      return undefined;
    }
    return isForPanel(ctx.method, ctx.path, ctx.get('accept')) ? serve(ctx) : next();
  };
}

function isForPanel(method: string, path: string, accept: string): boolean {
  if (path.startsWith('/admin/assets/')) return method === 'GET' || method === 'HEAD';
  return (path === '/admin' || path.startsWith('/admin/')) && isForBrowser(method, accept);
}

function isForBrowser(method: string, accept: string): boolean {
  return (method === 'GET' || method === 'HEAD') && accept.includes('text/html');
}
