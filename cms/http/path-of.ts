import type { Context } from 'koa';

/** The path of a request; null if its target has none, or is not a URL (`http://[::1/`). `*` stands for the server itself. */
export function pathOf(ctx: Context): string | null {
  try {
    const { path } = ctx;
    return typeof path === 'string' && (path.startsWith('/') || path === '*') ? path : null;
  } catch {
    return null;
  }
}
