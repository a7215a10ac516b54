import type { Middleware } from 'koa';
import type { Logger } from 'pino';
import { type HttpError, isHttpError, NotFoundError } from '../errors';

/** What clients get for any other error. */
const internal: Omit<HttpError, 'expose'> = { status: 500, name: 'InternalServerError', message: 'Internal Server Error' };

/** Responds to every error in Strapi's shape. Errors that are not meant for clients are logged and become a bare 500. */
export function respondErrors(log: Logger): Middleware {
  return async function respondErrors(ctx, next) {
    try {
      await next();
      if (ctx.status === 404 && ctx.body === undefined) throw new NotFoundError();
    } catch (error) {
      const { status, name, message, details, headers = {} } = isHttpError(error) ? error : internal;
      if (status === internal.status) log.error({ requestId: ctx.state.requestId, err: error });
      ctx.status = status;
      ctx.set(headers);
      ctx.body = errorBody(status, name, message, details);
    }
  };
}

/** Strapi's body of an error. */
export function errorBody(status: number, name: string, message: string, details: Record<string, unknown> = {}) {
  return { data: null, error: { status, name, message, details } };
}
