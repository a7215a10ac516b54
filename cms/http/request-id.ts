import { randomUUID } from 'node:crypto';
import type { Middleware } from 'koa';

/** The format of a proxy's request id; any other is replaced. */
const FORM = /^[\w.-]{1,64}$/;

/** Gives every request an id, its proxy's or a new one, in `ctx.state.requestId` and in the response's `X-Request-Id`. */
export function requestId(): Middleware {
  return function requestId(ctx, next) {
    const given = ctx.get('x-request-id');
    ctx.state.requestId = FORM.test(given) ? given : randomUUID();
    ctx.set('X-Request-Id', ctx.state.requestId);
    return next();
  };
}
