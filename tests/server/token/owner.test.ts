import { isActive, toOwner } from '../../../server/token/owner';

const person = {
  id: 3,
  documentId: 'abc',
  firstname: 'Ada',
  lastname: null,
  username: null,
  email: 'ada@example.com',
  isActive: true,
  blocked: false,
  preferedLanguage: 'fr',
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-02T00:00:00.000Z',
};

describe('the owner of a token', () => {
  it('is what hosts and conditions read of a person, and no secret of theirs', () => {
    const secrets = { password: '$argon2id$…', resetPasswordToken: 'reset', registrationToken: 'register' };
    const roles = [{ id: 1, code: 'editor', name: 'Editor', description: 'long', users: [secrets] }];
    expect(toOwner({ ...person, ...secrets, roles } as never)).toEqual({ ...person, roles: [{ id: 1, code: 'editor', name: 'Editor' }] });
  });

  it('has no attribute that was not read', () => {
    expect(toOwner({ id: 3, isActive: true })).toEqual({ id: 3, isActive: true });
  });

  it('is active where that is known, unless blocked', () => {
    expect(isActive(person)).toBe(true);
    for (const state of [{ isActive: false }, { isActive: null }, { isActive: undefined }, { blocked: true }]) expect(isActive({ ...person, ...state })).toBe(false);
  });
});
