import { known } from '../../../../server/admission/checks/known';

const END = 1000;
const current = { keyExpiresAt: Infinity };

describe('the check of the key', () => {
  it.each(['content-api', 'admin'] as const)('holds for %s routes where the token is of that kind', (kind) => {
    expect(known({ kind, ...current }, { kind, now: 0 })).toBeNull();
  });

  it('denies a key of the other kind as if it were unknown', () => {
    const denial = { status: 401, code: 'ERR_UNAUTHORIZED', message: 'Missing or invalid credentials' };
    expect(known({ kind: 'admin', ...current }, { kind: 'content-api', now: 0 })).toMatchObject(denial);
    expect(known({ kind: 'content-api', ...current }, { kind: 'admin', now: 0 })).toMatchObject(denial);
  });

  it('holds for a key that was replaced until its time is over, and denies it from then on as if it were unknown', () => {
    const previous = { kind: 'admin' as const, keyExpiresAt: END };
    expect(known(previous, { kind: 'admin', now: END - 1 })).toBeNull();
    for (const now of [END, END + 1]) expect(known(previous, { kind: 'admin', now })).toMatchObject({ status: 401, code: 'ERR_UNAUTHORIZED' });
  });
});
