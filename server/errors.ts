/**
 * Every refusal of the plugin. The fields are those of http-errors (`status`, `expose`), so that any Koa error handler
 * answers with them; `name` is Strapi's name of the error, which clients know.
 */

/** One broken rule of an input: where it is, what is wrong, and what was sent. */
export interface InputIssue {
  path: string[];
  message: string;
  name: 'ValidationError';
  value?: unknown;
}

/** The base of all refusals. `code` is stable: programs and tests match it, never the message. */
export abstract class TokenError extends Error {
  abstract readonly status: number;
  abstract readonly code: string;
  /** The message is written for the client and may be sent to it. */
  readonly expose = true;

  constructor(message: string, readonly details: Record<string, unknown> = {}) {
    super(message);
  }
}

/** More broken rules than this are not told: who sees twenty knows enough. */
export const MAX_ISSUES = 20;

/** 400: the input breaks a rule. With issues, `details.errors` lists them as Strapi does, {@link MAX_ISSUES} at most. */
export class ValidationError extends TokenError {
  readonly status = 400;
  readonly code = 'ERR_VALIDATION';
  override readonly name = 'ValidationError';

  constructor(message: string, issues: InputIssue[] = []) {
    super(message, issues.length > 0 ? { errors: issues } : {});
  }

  /** The refusal for these issues (at least one), with the message that Strapi gives one or several. */
  static of(issues: InputIssue[]): ValidationError {
    const told = issues.slice(0, MAX_ISSUES);
    return new ValidationError(told.length === 1 ? told[0]!.message : `${told.length} errors occurred`, told);
  }
}

/** 400: the request asks for something that this endpoint never takes. */
export class BadRequestError extends TokenError {
  readonly status = 400;
  readonly code = 'ERR_BAD_REQUEST';
  override readonly name = 'BadRequestError';
}

/** 400: the name is in use by a token of either kind. */
export class NameTakenError extends TokenError {
  readonly status = 400;
  readonly code = 'ERR_NAME_TAKEN';
  override readonly name = 'ApplicationError';

  constructor() {
    super('Name already taken');
  }
}

/** 401: no key, or one that opens nothing. Says no more than that on purpose. */
export class UnauthorizedError extends TokenError {
  readonly status = 401;
  readonly code: string = 'ERR_UNAUTHORIZED';
  override readonly name = 'UnauthorizedError';

  constructor(message = 'Missing or invalid credentials') {
    super(message);
  }
}

/** 401: the key is right but its time is over. */
export class TokenExpiredError extends UnauthorizedError {
  override readonly code = 'ERR_TOKEN_EXPIRED';

  constructor() {
    super('Token expired');
  }
}

/** 401: the admin token's owner has been deactivated. */
export class OwnerDeactivatedError extends UnauthorizedError {
  override readonly code = 'ERR_OWNER_DEACTIVATED';

  constructor() {
    super('Token owner is deactivated');
  }
}

/** 403: the caller is known but may not do this. */
export class ForbiddenError extends TokenError {
  readonly status = 403;
  readonly code = 'ERR_FORBIDDEN';
  override readonly name: string = 'ForbiddenError';

  constructor(message = 'Forbidden') {
    super(message);
  }
}

/** 403: the caller's roles, or its token, do not grant the action that this takes. Answered as the host's own policy answers it. */
export class PermissionMissingError extends ForbiddenError {
  override readonly name: string = 'PolicyError';

  constructor() {
    super('Policy Failed');
  }
}

/** 409: the token has changed since it was read. `details.token` is what it is now. */
export class ConflictError extends TokenError {
  readonly status = 409;
  readonly code = 'ERR_CONFLICT';
  override readonly name = 'ConflictError';

  constructor(token: object) {
    super('This token has changed since you read it. Look at what it is now, and try again.', { code: 'ERR_CONFLICT', token });
  }
}

/** 404: no such token of the kind that was asked for. */
export class NotFoundError extends TokenError {
  readonly status = 404;
  readonly code = 'ERR_NOT_FOUND';
  override readonly name = 'NotFoundError';
}

/** 503: whether a key is still valid cannot be known at present, or a change cannot be written. */
export class UnavailableError extends TokenError {
  readonly status = 503;
  readonly code = 'ERR_UNAVAILABLE';
  override readonly name = 'ServiceUnavailableError';
  /** Seconds after which trying again makes sense; sent as `Retry-After`. */
  readonly headers = { 'Retry-After': '1' };

  constructor(message = 'The token cannot be checked at the moment. Try again in a second.') {
    super(message);
  }
}
