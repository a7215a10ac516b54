import { enabled } from '../../../../server/admission/checks/enabled';

describe('the check of the switch', () => {
  it('holds unless the token, or one that it comes from, is paused', () => {
    expect(enabled({ isEnabled: true }, { kind: 'admin', now: 0 })).toBeNull();
    expect(enabled({ isEnabled: false }, { kind: 'admin', now: 0 })).toEqual({ allowed: false, status: 401, code: 'ERR_TOKEN_DISABLED', message: 'Token disabled' });
  });
});
