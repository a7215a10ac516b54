import { countGranted, grantedState, withRows } from '../../../../../../admin/src/features/tokens/rules/permissions/granted';

const rows = [{ id: 'a', label: 'a' }, { id: 'b', label: 'b', isLocked: true }, { id: 'c', label: 'c' }];

describe('what is granted', () => {
  it('is none, some or all of a group, but for what is locked and not granted', () => {
    expect(grantedState(rows, new Set(['z']))).toBe(false);
    expect(grantedState(rows, new Set(['a', 'z']))).toBe('indeterminate');
    expect(grantedState(rows, new Set(['a', 'b', 'c']))).toBe(true);
    expect(grantedState(rows, new Set(['a', 'c']))).toBe(true);
    expect(grantedState(rows, new Set(['b']))).toBe('indeterminate');
    expect(countGranted(rows, new Set(['a', 'c', 'z']))).toBe(2);
  });

  it('changes by a group: what is locked is not granted, but can be removed; the set before stays as it was', () => {
    const before = new Set(['z']);
    expect([...withRows(before, rows, true)].sort()).toEqual(['a', 'c', 'z']);
    expect([...withRows(new Set(['a', 'b', 'z']), rows, false)]).toEqual(['z']);
    expect([...before]).toEqual(['z']);
  });
});
