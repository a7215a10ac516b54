import type Koa from 'koa';

const NAME = 'cms_admin_refresh';

function options(ctx: Koa.Context, expires: Date) {
  return { httpOnly: true, sameSite: 'strict', secure: ctx.secure, path: '/admin', expires, overwrite: true, signed: false } as const;
}

/** The refresh token that a browser sends along. */
export function readRefreshCookie(ctx: Koa.Context): string | undefined {
  return ctx.cookies.get(NAME);
}

/** Hands the browser a refresh token that scripts cannot read and that other sites cannot make it send. */
export function setRefreshCookie(ctx: Koa.Context, refreshToken: string, expires: Date): void {
  ctx.cookies.set(NAME, refreshToken, options(ctx, expires));
}

/** Makes the browser forget its refresh token. */
export function clearRefreshCookie(ctx: Koa.Context): void {
  ctx.cookies.set(NAME, '', options(ctx, new Date(0)));
}
