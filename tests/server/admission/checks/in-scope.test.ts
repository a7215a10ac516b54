import { inScope } from '../../../../server/admission/checks/in-scope';
import type { Credential } from '../../../../server/admission/credential';

const FIND = 'api::article.article.find';
const denial = { status: 403, code: 'ERR_FORBIDDEN', message: 'Forbidden' };
const check = (credential: object, scope?: string[]) => inScope(credential as Credential, { kind: 'content-api', now: 0, scope });

describe('the check of the scope', () => {
  const custom = { kind: 'content-api', type: 'custom', actions: new Set([FIND]) };

  it('holds where the token is granted all that the route asks for', () => {
    expect(check(custom, [FIND])).toBeNull();
    expect(check({ ...custom, type: 'full-access' })).toBeNull();
  });

  it('denies everything else, with the actions that the route requires', () => {
    const scope = [FIND, 'api::article.article.delete'];
    expect(check(custom, scope)).toEqual({ ...denial, allowed: false, required: scope });
    expect(check(custom)).toEqual({ ...denial, allowed: false });
  });

  it('denies admin tokens: they have no scope in the content API', () => {
    expect(check({ kind: 'admin', permissions: [{ action: FIND }] }, [FIND])).toMatchObject(denial);
  });
});
