import {
  cutToCeiling, effectivePermissions, exceedingPermissions, inheritedConditions,
} from '../../../server/access/permission-ceiling';
import type { AdminPermission } from '../../../server/host';

const read = (fields?: string[] | null, conditions: string[] = [], subject: string | null = 'api::article.article'): AdminPermission =>
  ({ action: 'read', subject, properties: fields === undefined ? {} : { fields }, conditions });

describe('effectivePermissions', () => {
  it('keeps what the ceiling has and drops what it has not', () => {
    const wanted = [read(), { action: 'delete', subject: null }, read(undefined, [], 'api::other.other')];
    expect(effectivePermissions(wanted, [read()])).toEqual([read()]);
  });

  it('keeps everything under a super admin, without conditions', () => {
    expect(effectivePermissions([read(['title'], ['mine'])], 'all')).toEqual([read(['title'])]);
  });

  it.each([
    ['missing', undefined],
    ['null', null],
    ['empty', []],
  ])('never widens to all fields under a ceiling with fields, where the token\'s fields are %s', (_, fields) => {
    expect(effectivePermissions([read(fields)], [read(['title'])])).toEqual([read(['title'])]);
  });

  it('gives nothing under a ceiling whose list of fields is empty, since a role means none by it', () => {
    expect(effectivePermissions([read(), read(['title'])], [read([])])).toEqual([]);
    expect(exceedingPermissions([read(['title'])], [read([])])).toEqual(['read on api::article.article']);
    expect(cutToCeiling(read(), [read([])])).toBeNull();
  });

  it('reads a token\'s empty list of fields as all of them under a super admin too', () => {
    expect(effectivePermissions([read([])], 'all')).toEqual([read()]);
  });

  it('cuts fields to those that both have, and drops the permission where there are none', () => {
    expect(effectivePermissions([read(['title', 'body'])], [read(['body', 'views'])])).toEqual([read(['body'])]);
    expect(effectivePermissions([read(['title'])], [read(['body'])])).toEqual([]);
  });

  it('leaves nothing under a ceiling whose list of fields is empty', () => {
    expect(effectivePermissions([read(), read(['title'])], [read([])])).toEqual([]);
    expect(exceedingPermissions([read()], [read([])])).toEqual(['read on api::article.article']);
    expect(cutToCeiling(read(), [read([])])).toBeNull();
  });

  it('counts a component\'s name for all of its fields', () => {
    expect(effectivePermissions([read(['seo'])], [read(['seo.title'])])).toEqual([read(['seo.title'])]);
    expect(effectivePermissions([read(['seo.title'])], [read(['seo'])])).toEqual([read(['seo.title'])]);
    expect(effectivePermissions([read(['seoul'])], [read(['seo'])])).toEqual([]);
  });

  it('does not give one part of the ceiling the fields of another without its conditions', () => {
    const ceiling = [read(['title']), read(['body'], ['mine'])];
    expect(effectivePermissions([read(['title', 'body'])], ceiling)).toEqual([read(['title']), read(['body'], ['mine'])]);
  });

  it('cuts every list of properties, and drops what differs in others', () => {
    const wanted = { action: 'read', subject: 's', properties: { locales: ['en', 'fr'], stage: 1 } };
    expect(effectivePermissions([wanted], [{ action: 'read', subject: 's', properties: { locales: ['fr'], stage: 1 } }]))
      .toEqual([{ ...wanted, properties: { locales: ['fr'], stage: 1 }, conditions: [] }]);
    expect(effectivePermissions([wanted], [{ action: 'read', subject: 's', properties: { stage: 2 } }])).toEqual([]);
  });

  it('takes an action with other parameters for another action', () => {
    expect(effectivePermissions([{ ...read(), actionParameters: { from: 1 } }], [read()])).toEqual([]);
  });
});

describe('exceedingPermissions', () => {
  it('names what the ceiling has not, with its subject', () => {
    expect(exceedingPermissions([read(), { action: 'delete', subject: null }], [])).toEqual(['read on api::article.article', 'delete']);
  });

  it.each([[undefined], [null], [[]]])('names a permission with fields %j under a ceiling with fields', (fields) => {
    expect(exceedingPermissions([read(fields)], [read(['title'])])).toEqual(['read on api::article.article']);
  });

  it('lets several parts of the ceiling cover a list of fields together', () => {
    expect(exceedingPermissions([read(['title', 'body'])], [read(['title']), read(['body'])])).toEqual([]);
    expect(exceedingPermissions([read(['title', 'views'])], [read(['title']), read(['body'])])).toHaveLength(1);
  });

  it('does not let parts that are limited otherwise cover each other', () => {
    const ceiling = [
      { action: 'read', subject: 's', properties: { fields: ['a'], locales: ['en'] } },
      { action: 'read', subject: 's', properties: { fields: ['b'], locales: ['fr'] } },
    ];
    const wanted = { action: 'read', subject: 's', properties: { fields: ['a', 'b'], locales: ['en', 'fr'] } };
    expect(exceedingPermissions([wanted], ceiling)).toEqual(['read on s']);
  });

  it('names nothing under a super admin', () => {
    expect(exceedingPermissions([read()], 'all')).toEqual([]);
  });
});

describe('inheritedConditions', () => {
  it('are those of all parts that match', () => {
    expect(inheritedConditions(read(), [read(['a'], ['mine']), read(['b'], ['ours', 'mine'])])).toEqual(['mine', 'ours']);
  });

  it('are none where any part has none', () => {
    expect(inheritedConditions(read(), [read(['a'], ['mine']), read(['b'])])).toEqual([]);
  });
});

describe('cutToCeiling', () => {
  it('leaves a permission alone that may stay', () => {
    const permission = read(['title']);
    expect(cutToCeiling(permission, [read()])).toBe(permission);
    expect(cutToCeiling(permission, 'all')).toBe(permission);
  });

  it('gives null where nothing is left', () => {
    expect(cutToCeiling(read(), [])).toBeNull();
    expect(cutToCeiling(read(['title']), [read(['body'])])).toBeNull();
  });

  it('cuts fields, and takes the conditions of the ceiling', () => {
    expect(cutToCeiling(read(['title', 'body']), [read(['body'], ['mine'])])).toEqual(read(['body'], ['mine']));
  });

  it('keeps the fields that any part still gives', () => {
    expect(cutToCeiling(read(['a', 'b', 'c']), [read(['a']), read(['b'])])).toEqual(read(['a', 'b']));
  });
});
