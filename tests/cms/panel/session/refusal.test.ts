import { FetchError } from '../../../../cms/panel/session/fetch-client';
import { fieldRefusalsOf, refusalOf } from '../../../../cms/panel/session/refusal';

const refused = (status: number, message: string, details?: unknown) =>
  new FetchError(message, { data: { error: { status, name: 'Error', message, details } } }, status);

describe('refusalOf', () => {
  it.each([
    [new TypeError('Failed to fetch'), { id: 'panel.unreachable' }],
    [refused(403, 'Policy Failed'), { id: 'panel.refused.forbidden' }],
    [refused(401, 'Missing or invalid credentials'), { id: 'panel.session-ended' }],
    [refused(429, 'Too many requests'), { id: 'panel.login.throttled' }],
    [refused(400, 'toString'), { text: 'toString' }],
    [new FetchError('Bad Gateway', undefined, 502), { id: 'panel.error' }],
  ])('says %p by %p', (error, words) => expect(refusalOf(error)).toEqual(words));
});

describe('fieldRefusalsOf', () => {
  it('reads issues by their paths, the first of each field', () => {
    const details = {
      errors: [
        { path: ['userInfo', 'password'], message: 'userInfo.password must be at least 8 characters' },
        { path: ['userInfo', 'password'], message: 'userInfo.password must contain at least one number' },
        { path: ['email'], message: 'email must be a valid email' },
        { path: ['firstname'], message: 'firstname must not be blank' },
      ],
    };
    expect(fieldRefusalsOf(refused(400, '4 errors occurred', details))).toEqual({
      password: { id: 'panel.password.rules' },
      email: { id: 'panel.refused.email' },
      firstname: { id: 'panel.refused.required' },
    });
  });

  it('reads details by field, as a wrong password has them', () => {
    expect(fieldRefusalsOf(refused(400, 'ValidationError', { currentPassword: ['Invalid credentials'] })))
      .toEqual({ currentPassword: { id: 'panel.refused.password' } });
  });

  it.each([
    ['Email already taken', { email: { id: 'panel.refused.email-taken' } }],
    ['The name must be unique and a role with name `Editor` already exists.', { name: { id: 'panel.refused.role-name-taken' } }],
  ])('knows the field of %p', (message, refusals) => expect(fieldRefusalsOf(refused(400, message))).toEqual(refusals));
});
