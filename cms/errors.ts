/**
 * Every refusal of the CMS. The fields are those of http-errors (`status`, `expose`), so that any Koa error handler answers
 * with them; `name` is Strapi's name of the error, which clients know.
 */

/** One broken rule of an input: where it is, what is wrong, and what was sent. */
export interface InputIssue {
  path: string[];
  message: string;
  name: 'ValidationError';
  value?: unknown;
}

/** More broken rules than this are not told: who sees twenty knows enough. */
export const maxIssues = 20;

/** The base of all refusals. `details` is sent to the client along with the message. */
export abstract class HostError extends Error {
  abstract readonly status: number;
  /** The message is written for the client and may be sent to it. */
  readonly expose = true;

  constructor(message: string, readonly details: Record<string, unknown> = {}) {
    super(message);
  }
}

/** 400: the input breaks a rule. */
export class ValidationError extends HostError {
  readonly status = 400;
  override readonly name = 'ValidationError';

  /** The refusal for these issues (at least one; {@link maxIssues} are told), with the message that Strapi gives one or several. */
  static of(issues: InputIssue[]): ValidationError {
    const errors = issues.slice(0, maxIssues);
    const message = errors.length === 1 ? errors[0]!.message : `${errors.length} errors occurred`;
    return new ValidationError(message, { errors });
  }
}

/** 400: the input is well formed, but the state of the application does not allow it. */
export class ApplicationError extends HostError {
  readonly status = 400;
  override readonly name = 'ApplicationError';
}

/** 400: the request itself is malformed. */
export class BadRequestError extends HostError {
  readonly status = 400;
  override readonly name = 'BadRequestError';
}

/** 401: nobody is known behind the request. Says no more than that on purpose. */
export class UnauthorizedError extends HostError {
  readonly status = 401;
  override readonly name = 'UnauthorizedError';

  constructor(message = 'Missing or invalid credentials') {
    super(message);
  }
}

/** 403: the caller is known but may not do this. */
export class ForbiddenError extends HostError {
  readonly status = 403;
  override readonly name = 'ForbiddenError';

  constructor(message = 'Forbidden') {
    super(message);
  }
}

/** 403: a route's policy said no. */
export class PolicyError extends HostError {
  readonly status = 403;
  override readonly name = 'PolicyError';

  constructor(message = 'Policy Failed', details: Record<string, unknown> = {}) {
    super(message, details);
  }
}

/** 404: there is no such thing, or not for this caller. */
export class NotFoundError extends HostError {
  readonly status = 404;
  override readonly name = 'NotFoundError';

  constructor(message = 'Not Found') {
    super(message);
  }
}

/** 405: the path is right, the method is not. */
export class MethodNotAllowedError extends HostError {
  readonly status = 405;
  override readonly name = 'MethodNotAllowedError';

  constructor(message = 'Method Not Allowed') {
    super(message);
  }
}

/** 413: the body or the query is larger than the server takes. */
export class PayloadTooLargeError extends HostError {
  readonly status = 413;
  override readonly name = 'PayloadTooLargeError';

  constructor(message = 'Payload Too Large') {
    super(message);
  }
}

/** 415: the body is not JSON by its own account. */
export class UnsupportedMediaTypeError extends HostError {
  readonly status = 415;
  override readonly name = 'UnsupportedMediaTypeError';

  constructor(message = 'The body must be JSON, sent as application/json') {
    super(message);
  }
}

/** 415: the body is packed (`Content-Encoding`). None is unpacked, so that none is larger than it looks. */
export class UnsupportedContentCodingError extends HostError {
  readonly status = 415;
  override readonly name = 'UnsupportedMediaTypeError';
  /** RFC 7694 section 3. */
  readonly headers = { 'Accept-Encoding': 'identity' };

  constructor(message = 'The body must be sent without a content coding') {
    super(message);
  }
}

/** 417: the request expects (`Expect`) what the server does not do. */
export class ExpectationFailedError extends HostError {
  readonly status = 417;
  override readonly name = 'ExpectationFailedError';

  constructor(message = 'Expectation Failed') {
    super(message);
  }
}

/** 429: too many attempts. `retryAfter` is in whole seconds, sent as `Retry-After`. */
export class RateLimitError extends HostError {
  readonly status = 429;
  override readonly name = 'RateLimitError';
  readonly headers: { 'Retry-After': string };

  constructor(retryAfter: number, message = 'Too many requests, please try again later.') {
    super(message);
    this.headers = { 'Retry-After': String(retryAfter) };
  }
}

/** 503: the server has too much to do. The client may try again after a second. */
export class UnavailableError extends HostError {
  readonly status = 503;
  override readonly name = 'ServiceUnavailableError';
  readonly headers = { 'Retry-After': '1' };
}
