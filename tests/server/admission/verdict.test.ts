import { TokenError } from '../../../server/errors';
import { toError } from '../../../server/admission/verdict';

describe('the error of a denial', () => {
  it.each([[401, 'UnauthorizedError'], [403, 'ForbiddenError']] as const)('has the status %i, Strapi’s name and the denial’s code and message', (status, name) => {
    const error = toError({ allowed: false, status, code: 'ERR_SOME', message: 'Some reason' });
    expect(error).toBeInstanceOf(TokenError);
    expect(error).toMatchObject({ status, name, message: 'Some reason', code: 'ERR_SOME', expose: true, details: { code: 'ERR_SOME' } });
  });

  it('names the address that was seen', () => {
    const error = toError({ allowed: false, status: 403, code: 'ERR_SOME', message: 'Some reason', address: '192.0.2.1' });
    expect(error.details).toEqual({ code: 'ERR_SOME', address: '192.0.2.1' });
  });

  it('names the actions that the route requires', () => {
    const error = toError({ allowed: false, status: 403, code: 'ERR_SOME', message: 'Some reason', required: ['a', 'b'] });
    expect(error.details).toEqual({ code: 'ERR_SOME', required: ['a', 'b'] });
  });
});
