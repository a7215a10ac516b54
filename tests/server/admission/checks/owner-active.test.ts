import { ownerActive } from '../../../../server/admission/checks/owner-active';
import type { Owner } from '../../../../server/token/owner';

const check = (owner: Owner | null) => ownerActive({ owner }, { kind: 'admin', now: 0 });

describe('the check of the token’s owner', () => {
  it('holds where the token depends on nobody, or on somebody who is active', () => {
    expect(check(null)).toBeNull();
    expect(check({ id: 1, isActive: true })).toBeNull();
    expect(check({ id: 1, isActive: true, blocked: null })).toBeNull();
  });

  it.each<Partial<Owner>>([{ isActive: false }, { isActive: null }, {}, { isActive: true, blocked: true }])('denies a token of an owner who is %j', (state) => {
    expect(check({ id: 1, ...state })).toMatchObject({ status: 401, code: 'ERR_OWNER_DEACTIVATED', message: 'Token owner is deactivated' });
  });
});
