import { describePagination, readPagination } from '../../../../cms/content-api/read/pagination';
import { ValidationError } from '../../../../cms/errors';

describe('readPagination', () => {
  it.each([
    [undefined, { start: 0, limit: 25, paged: true }],
    ['', { start: 0, limit: 25, paged: true }],
    [{ page: '3' }, { start: 50, limit: 25, paged: true }],
    [{ page: '2', pageSize: '10' }, { start: 10, limit: 10, paged: true }],
    [{ pageSize: '1000' }, { start: 0, limit: 100, paged: true }],
    [{ start: '7' }, { start: 7, limit: 25, paged: false }],
    [{ limit: '5' }, { start: 0, limit: 5, paged: false }],
    [{ limit: '-1' }, { start: 0, limit: 100, paged: false }],
    [{ start: 0, limit: 3 }, { start: 0, limit: 3, paged: false }],
  ])('reads %j', (pagination, expected) => {
    expect(readPagination(pagination)).toEqual({ ...expected, withCount: true });
  });

  it.each(['false', 'f', '0'])('does not count with withCount=%s', (withCount) => {
    expect(readPagination({ withCount })).toMatchObject({ withCount: false });
  });

  it.each([
    [{ page: '0' }], [{ page: '-1' }], [{ page: '1.5' }], [{ page: 'x' }], [{ page: '' }], [{ page: ['1', '2'] }], [{ page: {} }],
    [{ page: '99999999999999999999' }], [{ pageSize: '0' }], [{ start: '-1' }], [{ limit: '0' }], [{ limit: 'Infinity' }],
    [{ page: '1', start: '1' }], [{ withCount: 'maybe' }], [{ size: '1' }], ['5'], [['1']],
  ])('refuses %j', (pagination) => {
    expect(() => readPagination(pagination)).toThrow(ValidationError);
  });
});

describe('describePagination', () => {
  it('answers pages with pages', () => {
    expect(describePagination(readPagination({ page: '2', pageSize: '10' }), 21))
      .toEqual({ page: 2, pageSize: 10, pageCount: 3, total: 21 });
  });

  it('answers offsets with offsets', () => {
    expect(describePagination(readPagination({ start: '5', limit: '10' }), 21)).toEqual({ start: 5, limit: 10, total: 21 });
  });

  it('leaves out what was not counted', () => {
    expect(describePagination(readPagination({}), undefined)).toEqual({ page: 1, pageSize: 25 });
  });
});
