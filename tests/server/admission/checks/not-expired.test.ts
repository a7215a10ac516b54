import { notExpired } from '../../../../server/admission/checks/not-expired';

const at = (now: number) => ({ kind: 'admin', now }) as const;

describe('the check of the token’s end', () => {
  it('holds until the millisecond before it, and denies from then on', () => {
    expect(notExpired({ expiresAt: 1000 }, at(999))).toBeNull();
    expect(notExpired({ expiresAt: 1000 }, at(1000))).toMatchObject({ status: 401, code: 'ERR_TOKEN_EXPIRED', message: 'Token expired' });
    expect(notExpired({ expiresAt: 1000 }, at(1001))).toMatchObject({ code: 'ERR_TOKEN_EXPIRED' });
  });

  it('always holds for a token without end, and never where the end could not be read', () => {
    expect(notExpired({ expiresAt: Infinity }, at(Number.MAX_SAFE_INTEGER))).toBeNull();
    for (const expiresAt of [0, NaN]) expect(notExpired({ expiresAt }, at(1))).toMatchObject({ code: 'ERR_TOKEN_EXPIRED' });
  });
});
