import { countGranted, grantedState, isSameSet, withRows } from '../../../../../admin/src/features/tokens/rules/granted';

const rows = [{ id: 'a', label: 'a' }, { id: 'b', label: 'b', isLocked: true }, { id: 'c', label: 'c' }];

describe('what is granted', () => {
  it('is none, some or all of a group, but for what is locked', () => {
    expect(grantedState(rows, new Set(['z']))).toBe(false);
    expect(grantedState(rows, new Set(['a', 'z']))).toBe('indeterminate');
    expect(grantedState(rows, new Set(['a', 'b', 'c']))).toBe(true);
    expect(grantedState(rows, new Set(['a', 'c']))).toBe(true);
    expect(grantedState(rows, new Set(['b']))).toBe(false);
    expect(countGranted(rows, new Set(['a', 'c', 'z']))).toBe(2);
  });

  it('changes by a group but for what is locked, and leaves the set before as it was', () => {
    const before = new Set(['b', 'z']);
    expect([...withRows(before, rows, true)].sort()).toEqual(['a', 'b', 'c', 'z']);
    expect([...withRows(new Set(['a', 'b', 'z']), rows, false)].sort()).toEqual(['b', 'z']);
    expect([...before]).toEqual(['b', 'z']);
  });

  it('is the same whatever the order', () => {
    expect(isSameSet(new Set(['a', 'b']), new Set(['b', 'a']))).toBe(true);
    expect(isSameSet(new Set(['a']), new Set(['b']))).toBe(false);
    expect(isSameSet(new Set(['a']), new Set(['a', 'b']))).toBe(false);
  });
});
