import { setImmediate } from 'node:timers/promises';
import type { Middleware } from 'koa';

/** Adds `Connection: close` to responses whose request body was not read to its end, since nothing else on that connection is read. */
export function closeUnread(): Middleware {
  return async function closeUnread(ctx, next) {
    await next();
    // A body that arrived with the head is complete one turn later.
    if (!ctx.req.complete) await setImmediate();
    if (!ctx.req.complete) ctx.set('Connection', 'close');
  };
}
