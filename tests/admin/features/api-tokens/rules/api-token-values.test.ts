import { NEW_API_TOKEN, PUBLISHED_ONLY, toCreate, toUpdate } from '../../../../../admin/src/features/api-tokens/rules/api-token-values';

const values = { ...NEW_API_TOKEN, name: 'Web', permissions: ['a'] };
const custom = { ...values, type: 'custom' as const };

describe('the form of a content-API token', () => {
  it('sends permissions for a custom token alone', () => {
    expect(toCreate(values)).toEqual({ name: 'Web', description: '', type: 'read-only', lifespan: 2_592_000_000 });
    expect(toCreate(custom)).toMatchObject({ type: 'custom', permissions: ['a'] });
  });

  it('sends a life, a date or no end', () => {
    expect(toCreate({ ...values, end: null })).toMatchObject({ lifespan: null });
    expect(toCreate({ ...values, end: '2030-01-31T23:59:59.999Z' })).toEqual({ name: 'Web', description: '', type: 'read-only', expiresAt: '2030-01-31T23:59:59.999Z' });
  });

  it('sends what is different alone', () => {
    expect(toUpdate({}, custom)).toEqual({});
    expect(toUpdate({ name: 'Web' }, custom)).toEqual({ name: 'Web' });
    expect(toUpdate({ description: '' }, custom)).toEqual({ description: '' });
    expect(toUpdate({ end: null }, custom)).toEqual({ expiresAt: null });
    expect(toUpdate({ permissions: ['a'] }, custom)).toEqual({ permissions: ['a'] });
  });

  it('sends restrictions where there are any, and null to lift them', () => {
    expect(toCreate({ ...values, restrictions: PUBLISHED_ONLY })).toMatchObject({ restrictions: { read: { status: 'published' } } });
    expect(toUpdate({ restrictions: PUBLISHED_ONLY }, values)).toEqual({ restrictions: { read: { status: 'published' } } });
    expect(toUpdate({ restrictions: '' }, values)).toEqual({ restrictions: null });
  });

  it('sends permissions with the type custom, and none with another type', () => {
    expect(toUpdate({ type: 'custom' }, { ...custom, permissions: [] })).toEqual({ type: 'custom', permissions: [] });
    expect(toUpdate({ type: 'full-access', permissions: ['a'] }, { ...values, type: 'full-access' })).toEqual({ type: 'full-access' });
  });
});
