/**
 * The errors that clients get. The fields are those of http-errors (`status`, `expose`, `headers`), which Koa and its middlewares throw;
 * its classes cannot be extended, since their constructors set the prototype themselves. `name` is Strapi's name of the error, which
 * clients know.
 */

/** One broken rule of an input: where it is, what is wrong, and what was sent. */
export interface InputIssue {
  path: string[];
  message: string;
  name: 'ValidationError';
  value?: unknown;
}

/** At most this many broken rules are listed. */
export const maxIssues = 20;

/** An error that clients may see: one of http-errors, the CMS or a plugin. */
export interface HttpError extends Error {
  status: number;
  expose: true;
  /** Sent along with the message. */
  details?: Record<string, unknown>;
  /** Sent with the response. */
  headers?: Record<string, string>;
}

/** Whether clients may see `error`. Of server failures, they may only see unavailability (503). */
export function isHttpError(error: unknown): error is HttpError {
  const { status, expose } = (error ?? {}) as Partial<HttpError>;
  return error instanceof Error && expose === true && typeof status === 'number' && ((status >= 400 && status < 500) || status === 503);
}

/** The base of the errors of the CMS. The message is meant for the client. */
export class CmsError extends Error implements HttpError {
  readonly expose = true;

  constructor(
    readonly status: number,
    override readonly name: string,
    message: string,
    readonly details: Record<string, unknown> = {},
    readonly headers: Record<string, string> = {},
  ) {
    super(message);
  }
}

/** 400: the input breaks a rule. */
export class ValidationError extends CmsError {
  constructor(message: string, details?: Record<string, unknown>) {
    super(400, 'ValidationError', message, details);
  }

  /** The error for these issues (at least one; {@link maxIssues} are listed), with the message that Strapi gives one or several. */
  static of(issues: InputIssue[]): ValidationError {
    const errors = issues.slice(0, maxIssues);
    const message = errors.length === 1 ? errors[0]!.message : `${errors.length} errors occurred`;
    return new ValidationError(message, { errors });
  }
}

/** 400: the input is well formed, but the state of the application does not allow it. */
export class ApplicationError extends CmsError {
  constructor(message: string, details?: Record<string, unknown>) {
    super(400, 'ApplicationError', message, details);
  }
}

/** 400: the request itself is malformed. */
export class BadRequestError extends CmsError {
  constructor(message: string, details?: Record<string, unknown>) {
    super(400, 'BadRequestError', message, details);
  }
}

/** 401: the request is not authenticated. The message gives no reason on purpose. */
export class UnauthorizedError extends CmsError {
  constructor(message = 'Missing or invalid credentials') {
    super(401, 'UnauthorizedError', message);
  }
}

/** 403: the caller is authenticated but may not do this. */
export class ForbiddenError extends CmsError {
  constructor(message = 'Forbidden') {
    super(403, 'ForbiddenError', message);
  }
}

/** 403: a policy of the route denied the request. */
export class PolicyError extends CmsError {
  constructor() {
    super(403, 'PolicyError', 'Policy Failed');
  }
}

/** 404: there is no such record, or the caller may not see it. */
export class NotFoundError extends CmsError {
  constructor(message = 'Not Found') {
    super(404, 'NotFoundError', message);
  }
}

/** 405: the path is right, the method is not. */
export class MethodNotAllowedError extends CmsError {
  constructor() {
    super(405, 'MethodNotAllowedError', 'Method Not Allowed');
  }
}

/** 413: the body or the query is larger than the server accepts. */
export class PayloadTooLargeError extends CmsError {
  constructor() {
    super(413, 'PayloadTooLargeError', 'Payload Too Large');
  }
}

/** 415: the body is not declared as JSON. */
export class UnsupportedMediaTypeError extends CmsError {
  constructor() {
    super(415, 'UnsupportedMediaTypeError', 'The body must be JSON, sent as application/json');
  }
}

/** 415: the body is compressed (`Content-Encoding`). Bodies are never decompressed, so that none is larger than it looks. */
export class UnsupportedContentCodingError extends CmsError {
  constructor() {
    // RFC 7694 section 3.
    super(415, 'UnsupportedMediaTypeError', 'The body must be sent without a content coding', {}, { 'Accept-Encoding': 'identity' });
  }
}

/** 417: the request has an expectation (`Expect`) that the server does not support. */
export class ExpectationFailedError extends CmsError {
  constructor() {
    super(417, 'ExpectationFailedError', 'Expectation Failed');
  }
}

/** 429: too many attempts. `retryAfter` is in whole seconds, sent as `Retry-After`. */
export class RateLimitError extends CmsError {
  constructor(retryAfter: number) {
    super(429, 'RateLimitError', 'Too many requests, please try again later.', {}, { 'Retry-After': String(retryAfter) });
  }
}

/** What every 503 of the CMS has besides its message: the same code as the plugin's, and a retry after one second. */
export const unavailable = { details: { code: 'ERR_UNAVAILABLE' }, headers: { 'Retry-After': '1' } };

/** 503: the server is overloaded. */
export class UnavailableError extends CmsError {
  constructor(message: string) {
    super(503, 'ServiceUnavailableError', message, unavailable.details, unavailable.headers);
  }
}
