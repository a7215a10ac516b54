import { isSelectable, tokensFor } from '../../../../../../admin/src/features/tokens/rules/list/bulk';

const all = { canUpdate: true, canDelete: true };
const tokens = [{ id: 1, enabled: true }, { id: 2, enabled: false }];

describe('bulk actions', () => {
  it('pause what works, resume what is paused, and delete both', () => {
    expect(tokensFor('pause', tokens, all)).toEqual([tokens[0]]);
    expect(tokensFor('resume', tokens, all)).toEqual([tokens[1]]);
    expect(tokensFor('delete', tokens, all)).toEqual(tokens);
  });

  it('change nothing that the role does not allow', () => {
    for (const action of ['pause', 'resume'] as const) expect(tokensFor(action, tokens, { ...all, canUpdate: false })).toEqual([]);
    expect(tokensFor('delete', tokens, { ...all, canDelete: false })).toEqual([]);
  });

  it('are offered for no token that the configuration declares, and none that may neither be changed nor deleted', () => {
    expect(isSelectable({ managedBy: null }, { canUpdate: false, canDelete: true })).toBe(true);
    expect(isSelectable({ managedBy: null }, { canUpdate: false, canDelete: false })).toBe(false);
    expect(isSelectable({ managedBy: 'config' }, all)).toBe(false);
  });
});
