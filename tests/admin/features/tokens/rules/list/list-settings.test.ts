import { isNarrowed, NO_FILTERS, readListSettings, writeListSettings } from '../../../../../../admin/src/features/tokens/rules/list/list-settings';

const DEFAULTS = { page: 1, pageSize: 25, sort: 'name', isDescending: false, search: '', state: null, type: null, unusedFor: null, managedBy: null } as const;

describe('list settings', () => {
  it('are the first 25 by name where the address says nothing', () => {
    expect(readListSettings(new URLSearchParams())).toEqual(DEFAULTS);
  });

  it.each([
    'page=0',
    'page=-1',
    'page=1.5',
    'page=1e99',
    'page=x',
    'pageSize=7',
    'pageSize=1000',
    'sort=key',
    'sort=constructor:asc',
    'state=unused',
    'state=',
    'type=admin',
    'unusedFor=8',
    'unusedFor=30.0',
    'managedBy=me',
  ])('are the defaults where the address makes no sense: %s', (query) =>
    expect(readListSettings(new URLSearchParams(query))).toEqual(DEFAULTS),
  );

  it('read Strapi’s way of writing an order', () => {
    expect(readListSettings(new URLSearchParams('sort=createdAt:DESC'))).toMatchObject({ sort: 'createdAt', isDescending: true });
  });

  it('come back as they were written, whatever is searched for', () => {
    const settings = { page: 3, pageSize: 50, sort: 'lastUsedAt', isDescending: true, search: 'a&b=c#d é', state: 'owner-deactivated', type: 'custom', unusedFor: 30, managedBy: 'config' } as const;
    expect(readListSettings(new URLSearchParams(writeListSettings(settings).toString()))).toEqual(settings);
  });

  it('look for tokens that were never used', () => {
    expect(readListSettings(new URLSearchParams('unusedFor=ever'))).toEqual({ ...DEFAULTS, unusedFor: 'ever' });
    expect(writeListSettings({ ...DEFAULTS, unusedFor: 'ever' }).get('unusedFor')).toBe('ever');
  });

  it('ask the server for nothing that is not set: what is empty is denied', () => {
    expect([...writeListSettings(DEFAULTS).keys()]).toEqual(['page', 'pageSize', 'sort']);
  });

  it.each([{ search: 'a' }, { state: 'paused' }, { type: 'custom' }, { unusedFor: 7 }, { unusedFor: 'ever' }, { managedBy: 'config' }] as const)('leave out tokens by %p', (change) => {
    expect(isNarrowed({ ...DEFAULTS, ...change })).toBe(true);
    expect(isNarrowed({ ...DEFAULTS, ...change, search: '', ...NO_FILTERS })).toBe(false);
  });
});
