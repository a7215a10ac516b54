import Koa from 'koa';
import * as errors from '../../server/errors';

const { TokenError: _, MAX_ISSUES: __, ...classes } = errors;

const expected: Record<keyof typeof classes, [error: errors.TokenError, status: number, name: string, code: string]> = {
  ValidationError: [new errors.ValidationError('x'), 400, 'ValidationError', 'ERR_VALIDATION'],
  BadRequestError: [new errors.BadRequestError('x'), 400, 'BadRequestError', 'ERR_BAD_REQUEST'],
  NameTakenError: [new errors.NameTakenError(), 400, 'ApplicationError', 'ERR_NAME_TAKEN'],
  UnauthorizedError: [new errors.UnauthorizedError(), 401, 'UnauthorizedError', 'ERR_UNAUTHORIZED'],
  ForbiddenError: [new errors.ForbiddenError(), 403, 'ForbiddenError', 'ERR_FORBIDDEN'],
  RestrictedError: [new errors.RestrictedError({ restriction: 'row' }), 403, 'ForbiddenError', 'ERR_RESTRICTED'],
  PermissionMissingError: [new errors.PermissionMissingError('plugin::x.y'), 403, 'PolicyError', 'ERR_FORBIDDEN'],
  NotFoundError: [new errors.NotFoundError('x'), 404, 'NotFoundError', 'ERR_NOT_FOUND'],
  ConflictError: [new errors.ConflictError({}), 409, 'ConflictError', 'ERR_CONFLICT'],
  RateLimitError: [new errors.RateLimitError(7), 429, 'RateLimitError', 'ERR_RATE_LIMITED'],
  UnavailableError: [new errors.UnavailableError(), 503, 'ServiceUnavailableError', 'ERR_UNAVAILABLE'],
};

describe.each(Object.entries(expected))('%s', (className, [error, status, name, code]) => {
  it('has the fields of http-errors, Strapi’s name, and its code, also in its details', () => {
    expect(error).toBeInstanceOf(classes[className as keyof typeof classes]);
    expect(error).toBeInstanceOf(errors.TokenError);
    expect(error).toMatchObject({ status, name, code, expose: true, details: { code } });
  });

  it('stays what it is where a host throws it on by way of http-errors, as Strapi does, and takes its details away', () => {
    expect(() => new Koa().createContext({ headers: {} } as never, {} as never).throw(500, error, { details: {} }))
      .toThrow(expect.objectContaining({ status, name, code, details: {} }));
  });
});

describe('an error of a broken rule', () => {
  const issue = (index: number): errors.InputIssue => ({ path: [String(index)], message: `rule ${index}`, name: 'ValidationError' });

  it('has the message of the only issue, and otherwise their number', () => {
    expect(errors.ValidationError.of([issue(1)])).toMatchObject({ message: 'rule 1', details: { errors: [issue(1)], code: 'ERR_VALIDATION' } });
    expect(errors.ValidationError.of([issue(1), issue(2)])).toMatchObject({ message: '2 errors occurred' });
  });

  it('lists twenty at most', () => {
    const error = errors.ValidationError.of(Array.from({ length: 100 }, (_, index) => issue(index)));
    expect(error.details['errors']).toHaveLength(20);
  });
});
