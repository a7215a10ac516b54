/**
 * The errors that clients are answered with. The fields are those of http-errors (`status`, `expose`, `headers`), so that any Koa error
 * handler answers with them; its classes cannot be extended, since their constructors set the prototype themselves. `name` is Strapi's
 * name of the error, which clients know.
 */

/** One broken rule of an input: where it is, what is wrong, and what was sent. */
export interface InputIssue {
  path: string[];
  message: string;
  name: 'ValidationError';
  value?: unknown;
}

/** The base of all of them. `code` is stable: programs and tests match it, never the message. Clients get it as `error.details.code`. */
export class TokenError extends Error {
  /** The message is written for the client and may be sent to it. */
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

/** More broken rules than this are not told: who sees twenty knows enough. */
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

/** 400: the request asks for something that this endpoint never takes. */
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

/** 401: the key may not authenticate the request. Unless it says otherwise, it tells no more than that on purpose. */
export class UnauthorizedError extends TokenError {
  constructor(message = 'Missing or invalid credentials', code = 'ERR_UNAUTHORIZED') {
    super(401, 'UnauthorizedError', code, message);
  }
}

/** 403: the caller is known but may not do this. */
export class ForbiddenError extends TokenError {
  constructor(message = 'Forbidden', code = 'ERR_FORBIDDEN') {
    super(403, 'ForbiddenError', code, message);
  }
}

/** 403: the caller's roles, or its token, do not grant the action that this takes. Answered as the host's own policy answers it. */
export class PermissionMissingError extends TokenError {
  constructor() {
    super(403, 'PolicyError', 'ERR_FORBIDDEN', 'Policy Failed');
  }
}

/** 404: no such token of the kind that was asked for. */
export class NotFoundError extends TokenError {
  constructor(message: string) {
    super(404, 'NotFoundError', 'ERR_NOT_FOUND', message);
  }
}

/** 409: the token has changed since it was read. `details.token` is what it is now. */
export class ConflictError extends TokenError {
  constructor(token: object) {
    super(409, 'ConflictError', 'ERR_CONFLICT', 'This token has changed since you read it. Look at what it is now, and try again.', { token });
  }
}

/** 503: whether a key is still valid cannot be known at present, or a change cannot be written. */
export class UnavailableError extends TokenError {
  /** Seconds after which trying again makes sense; sent as `Retry-After`. */
  readonly headers = { 'Retry-After': '1' };

  constructor(message = 'The token cannot be checked at the moment. Try again in a second.') {
    super(503, 'ServiceUnavailableError', 'ERR_UNAVAILABLE', message);
  }
}
