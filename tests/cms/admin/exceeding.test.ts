import fc from 'fast-check';
import { exceeding } from '../../../cms/admin/exceeding';
import type { AdminPermission } from '../../../server/host';
import { growthOf } from '../../support/cost/growth';

const on = (fields?: string[] | null, conditions: string[] = [], subject: string | null = 's'): AdminPermission =>
  ({ action: 'a', subject, properties: fields === undefined ? {} : { fields }, conditions });

describe('exceeding', () => {
  it.each<[string, AdminPermission, AdminPermission[]]>([
    ['the same', on(['x']), [on(['x'])]],
    ['some of the fields', on(['x']), [on(['x', 'y'])]],
    ['a field of a component', on(['seo.title']), [on(['seo'])]],
    ['fields from several permissions', on(['x', 'y']), [on(['x']), on(['y'])]],
    ['some fields where all are held', on(['x']), [on(null)]],
    ['more conditions than none', on(['x'], ['c']), [on(['x'])]],
    ['the same conditions', on(['x'], ['c']), [on(['x'], ['c', 'd'])]],
    ['a missing subject for null', { action: 'a' }, [on(undefined, [], null)]],
  ])('lets pass %s', (_, wanted, held) => {
    expect(exceeding([wanted], held)).toEqual([]);
  });

  it.each<[string, AdminPermission, AdminPermission[]]>([
    ['nothing held', on(), []],
    ['another action', { ...on(), action: 'b' }, [on()]],
    ['another subject', on(undefined, [], 't'), [on()]],
    ['no subject', on(undefined, [], null), [on()]],
    ['other action parameters', { ...on(), actionParameters: { x: 1 } }, [on()]],
    ['all fields where some are held', on(), [on(['x'])]],
    ['null fields where some are held', on(null), [on(['x'])]],
    ['empty fields where some are held', on([]), [on(['x'])]],
    ['another field', on(['x', 'y']), [on(['x'])]],
    ['a component where a field of it is held', on(['seo']), [on(['seo.title'])]],
    ['a field that only begins alike', on(['seotitle']), [on(['seo'])]],
    ['no conditions where there are some', on(['x']), [on(['x'], ['c'])]],
    ['a further condition, which widens', on(['x'], ['c', 'd']), [on(['x'], ['c'])]],
    ['fields of one with the conditions of another', on(['x', 'y'], ['c']), [on(['x'], ['c']), on(['y'], ['d'])]],
    ['everything where an empty list is held', on(), [on([])]],
    ['another property', { ...on(), properties: { locales: ['de'] } }, [{ ...on(), properties: { locales: ['en'] } }]],
    ['all locales where some are held', on(['x']), [{ ...on(), properties: { fields: ['x'], locales: ['en'] } }]],
  ])('names %s', (_, wanted, held) => {
    expect(exceeding([wanted], held)).toEqual([wanted.subject ? `${wanted.action} on ${wanted.subject}` : wanted.action]);
  });

  const permission = fc.record({
    action: fc.constantFrom('a', 'b'),
    subject: fc.constantFrom(null, 's'),
    properties: fc.option(fc.uniqueArray(fc.constantFrom('x', 'y', 'y.z'), { minLength: 1 }), { nil: undefined }).map((fields) => (fields ? { fields } : {})),
    conditions: fc.uniqueArray(fc.constantFrom('c', 'd')),
  });

  it('never names what is held itself, and never lets more pass for holding less', () => {
    fc.assert(fc.property(fc.array(permission), fc.array(permission), permission, (held, more, wanted) => {
      expect(exceeding(held, [...held, ...more])).toEqual([]);
      if (exceeding([wanted], held).length === 0) expect(exceeding([wanted], [...held, ...more])).toEqual([]);
    }));
  });

  it('takes time that grows with the number of fields, not with its square', () => {
    expect(growthOf((count) => {
      const fields = Array.from({ length: count }, (_, index) => `seo.part ${index}`);
      expect(exceeding([on(fields.toReversed())], [on(fields)])).toEqual([]);
      expect(exceeding([on(fields.toReversed())], [on(fields.slice(1))])).toHaveLength(1);
    }, 20_000)).toBeLessThan(10);
  });
});
