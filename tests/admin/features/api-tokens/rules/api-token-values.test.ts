import {
  isChanged,
  NEW_API_TOKEN,
  toCreate,
  toUpdate,
} from '../../../../../admin/src/features/api-tokens/rules/api-token-values';

const stored = { name: 'Web', description: '', type: 'custom' as const, permissions: new Set(['a', 'b']) };

describe('the form of a content-API token', () => {
  it('sends permissions for a custom token alone', () => {
    const values = { ...NEW_API_TOKEN, name: 'Web', permissions: new Set(['a']) };
    expect(toCreate(values)).toEqual({ name: 'Web', description: '', type: 'read-only', lifespan: 2_592_000_000 });
    expect(toCreate({ ...values, type: 'custom' })).toMatchObject({ type: 'custom', permissions: ['a'] });
  });

  it('sends what is different alone', () => {
    expect(toUpdate(stored, { ...stored, permissions: new Set(['b', 'a']) })).toEqual({});
    expect(toUpdate(stored, { ...stored, name: 'Site' })).toEqual({ name: 'Site' });
    expect(toUpdate(stored, { ...stored, permissions: new Set(['a']) })).toEqual({ permissions: ['a'] });
    expect(isChanged(stored, { ...stored })).toBe(false);
    expect(isChanged(stored, { ...stored, description: 'x' })).toBe(true);
  });

  it('sends permissions with the type custom, and none with another type', () => {
    const readOnly = { ...stored, type: 'read-only' as const, permissions: new Set<string>() };
    expect(toUpdate(readOnly, { ...readOnly, type: 'custom' })).toEqual({ type: 'custom', permissions: [] });
    expect(toUpdate(stored, { ...stored, type: 'full-access', permissions: new Set(['c']) })).toEqual({ type: 'full-access' });
  });
});
