import { conditionOn, operatorsFor } from '../../../../../admin/src/features/api-tokens/rules/condition-choices';

describe('operatorsFor', () => {
  it('offers what makes sense for the type of a field', () => {
    expect(operatorsFor('string')).toContain('$contains');
    expect(operatorsFor('integer')).toContain('$gte');
    expect(operatorsFor('boolean')).toEqual(['$eq', '$null', '$notNull']);
    expect(operatorsFor('relation')).toEqual(['$null', '$notNull']);
  });
});

describe('conditionOn', () => {
  it('keeps operator and value where the new field takes them', () => {
    const title = { ...conditionOn({ path: 'title', type: 'string' }), operator: '$ne' as const, value: 'a' };
    expect(conditionOn({ path: 'body', type: 'text' }, title)).toEqual({ path: 'body', operator: '$ne', value: 'a', kind: 'text' });
    expect(conditionOn({ path: 'views', type: 'integer' }, title)).toEqual({ path: 'views', operator: '$ne', value: '', kind: 'number' });
    expect(conditionOn({ path: 'isOpen', type: 'boolean' }, title)).toEqual({ path: 'isOpen', operator: '$eq', value: 'true', kind: 'boolean' });
  });
});
