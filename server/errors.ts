/**
 * The errors that clients get. The fields are those of http-errors (`status`, `expose`, `headers`), so that any Koa error handler understands them;
 * its classes cannot be extended, since their constructors set the prototype themselves. `name` is Strapi's name of the error, which clients know.
 */

/** One broken rule of an input: where it is, what is wrong, and what was sent. */
export interface InputIssue {
  path: string[];
  message: string;
  name: 'ValidationError';
  value?: unknown;
}

/** The base class of these errors. `code` is stable: programs and tests match it, never the message. Clients get it as `error.details.code`. */
export class TokenError extends Error {
  /** The message is meant for the client. */
  readonly expose = true;
  readonly details: Record<string, unknown>;

  constructor(
    readonly status: number,
    override readonly name: string,
    readonly code: string,
    message: string,
    details: Record<string, unknown> = {},
  ) {
    super(message);
    this.details = { ...details, code };
  }
}

/** At most this many broken rules are listed. */
export const MAX_ISSUES = 20;

/** 400: the input breaks a rule. With issues, `details.errors` lists them as Strapi does, {@link MAX_ISSUES} at most. */
export class ValidationError extends TokenError {
  constructor(message: string, issues: InputIssue[] = []) {
    super(400, 'ValidationError', 'ERR_VALIDATION', message, issues.length > 0 ? { errors: issues } : {});
  }

  /** The error for these issues (at least one), with the message that Strapi gives one or several. */
  static of(issues: InputIssue[]): ValidationError {
    const told = issues.slice(0, MAX_ISSUES);
    return new ValidationError(told.length === 1 ? told[0]!.message : `${told.length} errors occurred`, told);
  }
}

/** 400: the request contains something that this endpoint never accepts. */
export class BadRequestError extends TokenError {
  constructor(message: string) {
    super(400, 'BadRequestError', 'ERR_BAD_REQUEST', message);
  }
}

/** 400: the name is in use by a token of either kind. */
export class NameTakenError extends TokenError {
  constructor() {
    super(400, 'ApplicationError', 'ERR_NAME_TAKEN', 'Name already taken');
  }
}

/** 401: the key may not authenticate the request. By default the message gives no reason on purpose. */
export class UnauthorizedError extends TokenError {
  constructor(message = 'Missing or invalid credentials', code = 'ERR_UNAUTHORIZED') {
    super(401, 'UnauthorizedError', code, message);
  }
}

/** 403: the caller is authenticated but may not do this. */
export class ForbiddenError extends TokenError {
  constructor(message = 'Forbidden', code = 'ERR_FORBIDDEN', details: Record<string, unknown> = {}) {
    super(403, 'ForbiddenError', code, message, details);
  }
}

/** 403: the token's restrictions do not allow what the request asks for. `details.path` says where. */
export class RestrictedError extends ForbiddenError {
  constructor(denial: { restriction: string; path?: string }) {
    super('Restricted', 'ERR_RESTRICTED', { ...denial });
  }
}

/** 403: the caller's roles, or its token, do not grant the required action. The response is that of the host's own policy. */
export class PermissionMissingError extends TokenError {
  constructor(action: string) {
    super(403, 'PolicyError', 'ERR_FORBIDDEN', 'Policy Failed', { required: [action] });
  }
}

/** 404: there is no such token of the requested kind. */
export class NotFoundError extends TokenError {
  constructor(message: string) {
    super(404, 'NotFoundError', 'ERR_NOT_FOUND', message);
  }
}

/** 409: the token has changed since it was read. `details.token` is its current state. */
export class ConflictError extends TokenError {
  constructor(token: object) {
    super(409, 'ConflictError', 'ERR_CONFLICT', 'This token has changed since you read it. Read it again, then repeat your change.', { token });
  }
}

/** 429: too many requests. `retryAfter` is in whole seconds, also sent as `Retry-After`. */
export class RateLimitError extends TokenError {
  readonly headers: Record<string, string>;

  constructor(retryAfter: number) {
    super(429, 'RateLimitError', 'ERR_RATE_LIMITED', 'Too many requests', { retryAfter });
    this.headers = { 'Retry-After': String(retryAfter) };
  }
}

/** 503: at the moment, a key cannot be checked, or a change cannot be written. */
export class UnavailableError extends TokenError {
  /** Seconds to wait before retrying; sent as `Retry-After`. */
  readonly headers = { 'Retry-After': '1' };

  constructor(message = 'The token cannot be checked at the moment. Try again in a second.') {
    super(503, 'ServiceUnavailableError', 'ERR_UNAVAILABLE', message);
  }
}
