import fc from 'fast-check';
import { readListQuery } from '../../../server/input/list-query';

describe('readListQuery', () => {
  it('asks for no page where no parameter is given', () => {
    expect(readListQuery({})).toBeNull();
    expect(readListQuery({ populate: '*' })).toBeNull();
  });

  it('begins at the first page of 25, by name', () => {
    expect(readListQuery({ _q: ' web ' })).toEqual({ page: 1, pageSize: 25, sort: { name: 'asc' }, search: 'web' });
  });

  it('takes page, size, sort and direction', () => {
    expect(readListQuery({ page: '3', pageSize: '100', sort: 'lastUsedAt:desc' }))
      .toEqual({ page: 3, pageSize: 100, sort: { lastUsedAt: 'desc' }, search: '' });
  });

  it.each([
    { page: '0' }, { page: '-1' }, { page: '1.5' }, { page: 'x' }, { page: ['1', '2'] }, { page: '99999999999999999999' },
    { pageSize: '101' }, { sort: 'accessKey' }, { sort: 'name:up' }, { sort: 'name:asc:x' }, { sort: ['name'] },
    { sort: '__proto__' }, { _q: ['a'] }, { _q: 'a\0' }, { _q: 'x'.repeat(256) },
  ])('refuses %j', (query) => {
    expect(() => readListQuery(query)).toThrow(expect.objectContaining({ code: 'ERR_VALIDATION', status: 400 }));
  });

  it('answers any query with a page, with none, or with a 400', () => {
    const anything = fc.record({ page: fc.anything(), pageSize: fc.anything(), sort: fc.anything(), _q: fc.anything() }, { requiredKeys: [] });
    fc.assert(fc.property(anything, (query) => {
      try {
        readListQuery(query);
      } catch (error) {
        expect(error).toMatchObject({ status: 400 });
      }
    }));
  });
});
