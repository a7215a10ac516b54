import type Koa from 'koa';

const NAME = 'cms_admin_refresh';

function options(ctx: Koa.Context, expires: Date) {
  return { httpOnly: true, sameSite: 'strict', secure: ctx.secure, path: '/admin', expires, overwrite: true, signed: false } as const;
}

/** The refresh token in a request's cookie. */
export function readRefreshCookie(ctx: Koa.Context): string | undefined {
  return ctx.cookies.get(NAME);
}

/** Sets a refresh token in a cookie that scripts cannot read and that other sites cannot make the browser send. */
export function setRefreshCookie(ctx: Koa.Context, refreshToken: string, expires: Date): void {
  ctx.cookies.set(NAME, refreshToken, options(ctx, expires));
}

/** Deletes the refresh token's cookie. */
export function clearRefreshCookie(ctx: Koa.Context): void {
  ctx.cookies.set(NAME, '', options(ctx, new Date(0)));
}
