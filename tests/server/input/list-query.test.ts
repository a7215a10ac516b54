import fc from 'fast-check';
import { readListQuery } from '../../../server/input/list-query';

describe('readListQuery', () => {
  it('asks for the whole list, of at most 1,000, where no parameter is given', () => {
    expect(readListQuery('')).toEqual({ page: 1, pageSize: 1000, sort: { name: 'asc' }, search: '', whole: true });
  });

  it('begins at the first page of 25, by name', () => {
    expect(readListQuery('_q=+web%20')).toEqual({ page: 1, pageSize: 25, sort: { name: 'asc' }, search: 'web', whole: false });
  });

  it('takes page, size, sort and direction', () => {
    expect(readListQuery('page=3&pageSize=100&sort=lastUsedAt:desc'))
      .toEqual({ page: 3, pageSize: 100, sort: { lastUsedAt: 'desc' }, search: '', whole: false });
  });

  it.each([
    'page=0', 'page=-1', 'page=1.5', 'page=x', 'page=1&page=2', 'page=99999999999999999999', 'page[]=1', 'page', 'page=',
    'pageSize=101', 'sort=accessKey', 'sort=name:up', 'sort=name:asc:x', 'sort[]=name', 'sort[x]=asc', 'sort=__proto__', 'sort=',
    '_q[]=a', '_q[x]=a', '_q=a%00', '_q=%ff', '_q=', `_q=${'x'.repeat(256)}`, 'populate=*', 'filters[__proto__][id]=1', '__proto__=x',
    'constructor=x', '=x', 'Page=1',
  ])('refuses %s', (query) => {
    expect(() => readListQuery(query)).toThrow(expect.objectContaining({ code: 'ERR_VALIDATION', status: 400 }));
  });

  it('answers any query with a page or with a short 400', () => {
    const parameter = fc.tuple(fc.oneof(fc.constantFrom('page', 'pageSize', 'sort', '_q'), fc.string({ unit: 'binary' })), fc.string({ unit: 'binary' }));
    fc.assert(fc.property(fc.array(parameter, { maxLength: 4 }), (parameters) => {
      try {
        readListQuery(new URLSearchParams(parameters).toString());
      } catch (error) {
        expect(error).toMatchObject({ status: 400 });
      }
    }));
    const long = () => readListQuery(`${'x'.repeat(100_000)}=1&${'y&'.repeat(10_000)}`);
    expect(long).toThrow(expect.objectContaining({ message: expect.stringMatching(/^.{1,2000}$/) }));
  });
});
