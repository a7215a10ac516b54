import { needsPermission } from '../../../../../../admin/src/features/tokens/rules/activity/needs-permission';
import type { Explanation } from '../../../../../../server/contract';

const failing = (...checks: Array<Explanation['checks'][number]['check']>) =>
  ({ checks: [{ check: 'known' as const, passed: true }, ...checks.map((check) => ({ check, passed: false, code: 'ERR_FORBIDDEN' }))] });

describe('a denied request', () => {
  it('needs a permission if the token lacks one, whatever else denies it', () => {
    expect([failing('inScope'), failing('enabled', 'inScope')].map(needsPermission)).toEqual([true, true]);
  });

  it('needs none if the route is closed to admin tokens, or for another reason alone', () => {
    expect([failing(), failing('openToTokens'), failing('inScope', 'openToTokens'), failing('addressAllowed')].map(needsPermission)).toEqual([false, false, false, false]);
  });
});
