import { changesBetween, rebased } from '../../../../../../admin/src/features/tokens/rules/form/changes';
import { NEW_TOKEN } from '../../../../../../admin/src/features/tokens/rules/form/token-values';

describe('changesBetween', () => {
  const stored = { ...NEW_TOKEN, name: 'Shop', type: 'custom' as const, permissions: ['a', 'b'] };

  it('names each field with what it is now, and counts permissions', () => {
    expect(changesBetween(stored, { ...stored, name: 'New', permissions: ['b', 'c', 'd'] })).toEqual([
      { field: 'name', value: 'New' },
      { field: 'permissions', added: 2, removed: 1 },
    ]);
    expect(changesBetween(stored, { ...stored, end: '2030-01-01T00:00:00.000Z' })).toEqual([{ field: 'end', value: '2030-01-01T00:00:00.000Z' }]);
    expect(changesBetween(stored, { ...stored, restrictions: 'draft' })).toEqual([{ field: 'restrictions', value: 'draft' }]);
    expect(changesBetween(stored, { ...stored, restrictions: '' })).toEqual([]);
    expect(changesBetween(stored, { ...stored, end: null })).toEqual([{ field: 'end', value: null }]);
    expect(changesBetween(stored, { ...stored })).toEqual([]);
  });
});

describe('rebased', () => {
  it('is what is stored where nothing was changed', () => {
    expect(rebased(['a', 'b'], ['a', 'b'], ['b', 'c'])).toEqual(['b', 'c']);
  });

  it('keeps what was granted and removed', () => {
    expect(rebased(['b', 'c'], ['a', 'b'], ['a', 'b'])).toEqual(['b', 'c']);
  });

  it('does not bring back a permission that somebody else has removed, and keeps one that somebody else has added', () => {
    expect(rebased(['a', 'b', 'c'], ['a', 'b'], ['a', 'd'])).toEqual(['a', 'c', 'd']);
  });
});
