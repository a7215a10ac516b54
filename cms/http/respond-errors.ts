import type { Middleware } from 'koa';
import type { Logger } from 'pino';
import { NotFoundError } from '../errors';

/** An error of which the client may be told: http-errors' fields, which ours have too. */
interface Refusal extends Error {
  status: number;
  expose: boolean;
  details?: Record<string, unknown>;
  headers?: Record<string, string>;
}

/** Answers every error in Strapi's shape. What is not meant for clients is logged, and answered with a bare 500. */
export function respondErrors(log: Logger): Middleware {
  return async function respondErrors(ctx, next) {
    try {
      await next();
      if (ctx.status === 404 && ctx.body === undefined) throw new NotFoundError();
    } catch (error) {
      const refusal = isRefusal(error) ? error : null;
      if (refusal === null) log.error({ requestId: ctx.state.requestId, err: error });
      ctx.status = refusal?.status ?? 500;
      if (refusal?.headers) ctx.set(refusal.headers);
      ctx.body = errorBody(
        ctx.status,
        refusal?.name ?? 'InternalServerError',
        refusal?.message ?? 'Internal Server Error',
        refusal?.details,
      );
    }
  };
}

/** Strapi's body of a refusal. */
export function errorBody(status: number, name: string, message: string, details: Record<string, unknown> = {}) {
  return { data: null, error: { status, name, message, details } };
}

function isRefusal(error: unknown): error is Refusal {
  const { status, expose } = (error ?? {}) as Partial<Refusal>;
  return error instanceof Error && typeof status === 'number' && status >= 400 && status < 600 && expose === true;
}
