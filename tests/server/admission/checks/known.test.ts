import { known } from '../../../../server/admission/checks/known';

describe('the check of the key’s kind', () => {
  it.each(['content-api', 'admin'] as const)('holds for %s routes where the token is of that kind', (kind) => {
    expect(known({ kind }, { kind, now: 0 })).toBeNull();
  });

  it('denies a key of the other kind as if it were unknown', () => {
    const denial = { status: 401, code: 'ERR_UNAUTHORIZED', message: 'Missing or invalid credentials' };
    expect(known({ kind: 'admin' }, { kind: 'content-api', now: 0 })).toMatchObject(denial);
    expect(known({ kind: 'content-api' }, { kind: 'admin', now: 0 })).toMatchObject(denial);
  });
});
