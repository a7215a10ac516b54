import { asConditions, asJson, isInvalidJson, problemOfCondition, rowFilterOf, whereOf, type Condition } from '../../../../../../admin/src/features/tokens/rules/restrictions/row-filter';

const condition = (change: Partial<Condition>): Condition => ({ path: 'title', operator: '$eq', value: 'News', kind: 'text', ...change });

describe('rowFilterOf and whereOf', () => {
  it.each([
    [{ title: { $eq: 'News' } }],
    [{ views: { $gte: 10 } }],
    [{ isOpen: { $eq: false } }],
    [{ category: { name: { $ne: 'Internal' } } }],
    [{ category: { $null: true } }],
    [{ views: { $in: [1, 2] } }],
    [{ $and: [{ title: { $contains: 'a' } }, { views: { $lt: 3 } }] }],
    [{ $or: [{ title: { $startsWith: 'a' } }, { category: { name: { $in: ['x', 'y'] } } }] }],
  ])('shows %j as conditions, and gives it back', (where) => {
    const filter = rowFilterOf(where);
    expect('json' in filter).toBe(false);
    expect(whereOf(filter)).toEqual(where);
  });

  it('reads shorter forms of the same', () => {
    expect(whereOf(rowFilterOf({ title: 'News', views: { $notNull: false } }))).toEqual({ $and: [{ title: { $eq: 'News' } }, { views: { $null: true } }] });
  });

  it.each([
    [{ $not: { title: 'a' } }], [{ title: { $eqi: 'a' } }], [{ title: { $eq: '' } }], [{ title: { $eq: null } }], [{ title: { $eq: ['a', 'b'] } }],
    [{ title: { $in: ['a, b'] } }], [{ views: { $gt: 1, $lt: 3 } }], [{ $and: [{ $or: [{ title: 'a' }] }] }], [{ views: { $in: [1, 'a'] } }], [{ title: { $in: [] } }],
  ])('leaves %j, which conditions cannot say, as JSON', (where) => {
    const filter = rowFilterOf(where);
    expect(filter).toEqual({ json: JSON.stringify(where, null, 2) });
    expect(whereOf(filter)).toEqual(where);
    expect(asConditions(filter)).toBeNull();
  });

  it('is nothing for all rows', () => {
    expect(whereOf(rowFilterOf(undefined))).toBeUndefined();
    expect(whereOf({ json: ' ' })).toBeUndefined();
  });
});

describe('asJson and asConditions', () => {
  it('go from one form to the other', () => {
    const filter = rowFilterOf({ title: { $eq: 'News' } });
    expect(asConditions(asJson(filter))).toEqual(filter);
    expect(asJson(rowFilterOf(undefined))).toEqual({ json: '' });
  });

  it('leave what is no JSON object as it was typed', () => {
    for (const json of ['{', '[]', '3', 'null']) expect([isInvalidJson({ json }), asConditions({ json })]).toEqual([true, null]);
  });
});

describe('problemOfCondition', () => {
  it('misses a value, and a number where one is needed', () => {
    expect(problemOfCondition(condition({}))).toBeNull();
    expect(problemOfCondition(condition({ value: ' ' }))).toBe('value');
    expect(problemOfCondition(condition({ operator: '$null', value: '' }))).toBeNull();
    expect(problemOfCondition(condition({ kind: 'number', value: 'ten' }))).toBe('number');
    expect(problemOfCondition(condition({ kind: 'number', operator: '$in', value: '1, 2' }))).toBeNull();
    expect(problemOfCondition(condition({ operator: '$in', value: ' , ' }))).toBe('value');
  });
});
