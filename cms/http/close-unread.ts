import { setImmediate } from 'node:timers/promises';
import type { Middleware } from 'koa';

/** Announces with an answer to a body that was not read to its end that the connection closes, since what comes over it is not read. */
export function closeUnread(): Middleware {
  return async function closeUnread(ctx, next) {
    await next();
    // What came with the head is all there a turn later.
    if (!ctx.req.complete) await setImmediate();
    if (!ctx.req.complete) ctx.set('Connection', 'close');
  };
}
