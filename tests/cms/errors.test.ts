import {
  ApplicationError, BadRequestError, ForbiddenError, CmsError, MethodNotAllowedError, NotFoundError, PayloadTooLargeError,
  PolicyError, RateLimitError, UnauthorizedError, ValidationError,
} from '../../cms/errors';

const issue = (name: string) => ({ path: [name], message: `${name} must be defined.`, name: 'ValidationError' as const });

describe('the errors of the CMS', () => {
  it.each<[CmsError, number, string, string]>([
    [new ValidationError('a'), 400, 'ValidationError', 'a'],
    [new ApplicationError('a'), 400, 'ApplicationError', 'a'],
    [new BadRequestError('a'), 400, 'BadRequestError', 'a'],
    [new UnauthorizedError(), 401, 'UnauthorizedError', 'Missing or invalid credentials'],
    [new ForbiddenError(), 403, 'ForbiddenError', 'Forbidden'],
    [new PolicyError(), 403, 'PolicyError', 'Policy Failed'],
    [new NotFoundError(), 404, 'NotFoundError', 'Not Found'],
    [new MethodNotAllowedError(), 405, 'MethodNotAllowedError', 'Method Not Allowed'],
    [new PayloadTooLargeError(), 413, 'PayloadTooLargeError', 'Payload Too Large'],
    [new RateLimitError(7), 429, 'RateLimitError', 'Too many requests, please try again later.'],
  ])('%s has the status, name and message that Strapi clients know', (error, status, name, message) => {
    expect(error).toMatchObject({ status, name, message, expose: true });
    expect(error).toBeInstanceOf(CmsError);
  });

  it('says when to try again', () => {
    expect(new RateLimitError(7).headers).toEqual({ 'Retry-After': '7' });
  });

  it('speaks for a single issue, and counts several', () => {
    expect(ValidationError.of([issue('title')]).message).toBe('title must be defined.');
    const both = ValidationError.of([issue('title'), issue('body')]);
    expect(both.message).toBe('2 errors occurred');
    expect(both.details).toEqual({ errors: [issue('title'), issue('body')] });
  });
});
