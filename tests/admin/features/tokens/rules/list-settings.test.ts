import { readListSettings, writeListSettings } from '../../../../../admin/src/features/tokens/rules/list-settings';

const DEFAULTS = { page: 1, pageSize: 25, sort: 'name', isDescending: false, search: '' };

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
  ])('are the defaults where the address makes no sense: %s', (query) =>
    expect(readListSettings(new URLSearchParams(query))).toEqual(DEFAULTS),
  );

  it('read Strapi’s way of writing an order', () => {
    expect(readListSettings(new URLSearchParams('sort=createdAt:DESC'))).toMatchObject({ sort: 'createdAt', isDescending: true });
  });

  it('come back as they were written, whatever is searched for', () => {
    const settings = { page: 3, pageSize: 50, sort: 'lastUsedAt', isDescending: true, search: 'a&b=c#d é' } as const;
    expect(readListSettings(new URLSearchParams(writeListSettings(settings).toString()))).toEqual(settings);
  });
});
