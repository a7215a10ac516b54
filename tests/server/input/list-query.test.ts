import fc from 'fast-check';
import { readListQuery } from '../../../server/input/list-query';

const ALL = { state: null, type: null, managedBy: null, unusedFor: null };

describe('readListQuery', () => {
  it('asks for the whole list, of at most 1,000, where no parameter is given', () => {
    expect(readListQuery('', 'content-api')).toEqual({ page: 1, pageSize: 1000, sort: { name: 'asc' }, search: '', ...ALL, whole: true });
  });

  it('begins at the first page of 25, by name', () => {
    expect(readListQuery('_q=+web%20', 'content-api')).toEqual({ page: 1, pageSize: 25, sort: { name: 'asc' }, search: 'web', ...ALL, whole: false });
  });

  it('takes page, size, sort and direction', () => {
    expect(readListQuery('page=3&pageSize=100&sort=lastUsedAt:desc', 'content-api'))
      .toEqual({ page: 3, pageSize: 100, sort: { lastUsedAt: 'desc' }, search: '', ...ALL, whole: false });
  });

  it.each([
    'page=0', 'page=-1', 'page=1.5', 'page=x', 'page=1&page=2', 'page=99999999999999999999', 'page[]=1', 'page', 'page=',
    'pageSize=101', 'sort=accessKey', 'sort=name:up', 'sort=name:asc:x', 'sort[]=name', 'sort[x]=asc', 'sort=__proto__', 'sort=',
    '_q[]=a', '_q[x]=a', '_q=a%00', '_q=%ff', '_q=', `_q=${'x'.repeat(256)}`, 'populate=*', 'filters[__proto__][id]=1', '__proto__=x',
    'constructor=x', '=x', 'Page=1', 'state=new', 'state=', 'state=active,paused', 'type=admin', 'type=', 'unusedFor=0', 'unusedFor=3651', 'unusedFor=7d', 'unusedFor=Ever', 'unusedFor=never', 'unusedFor=',
    'managedBy=me',
  ])('refuses %s', (query) => {
    expect(() => readListQuery(query, 'content-api')).toThrow(expect.objectContaining({ code: 'ERR_VALIDATION', status: 400 }));
  });

  it('takes a state, a type and for how many days tokens were not used, in milliseconds', () => {
    expect(readListQuery('state=paused&type=read-only&unusedFor=30', 'content-api')).toMatchObject({ state: 'paused', type: 'read-only', unusedFor: 2_592_000_000 });
    expect(readListQuery('unusedFor=ever', 'admin')).toMatchObject({ unusedFor: Infinity });
  });

  it('refuses a type of admin tokens, which have none', () => {
    expect(() => readListQuery('type=custom', 'admin')).toThrow(expect.objectContaining({ status: 400 }));
  });

  it('answers any query with a page or with a short 400', () => {
    const parameter = fc.tuple(fc.oneof(fc.constantFrom('page', 'pageSize', 'sort', '_q', 'state', 'unusedFor'), fc.string({ unit: 'binary' })), fc.string({ unit: 'binary' }));
    fc.assert(fc.property(fc.array(parameter, { maxLength: 4 }), (parameters) => {
      try {
        readListQuery(new URLSearchParams(parameters).toString(), 'admin');
      } catch (error) {
        expect(error).toMatchObject({ status: 400 });
      }
    }));
    const long = () => readListQuery(`${'x'.repeat(100_000)}=1&${'y&'.repeat(10_000)}`, 'content-api');
    expect(long).toThrow(expect.objectContaining({ message: expect.stringMatching(/^.{1,2000}$/) }));
  });
});
