import {
  narrowToLimit, effectivePermissions, exceedingPermissions, inheritedConditions, isWithinLimit,
} from '../../../server/grant/permission-limit';
import type { AdminPermission } from '../../../server/host';
import { growthOf } from '../../support/cost/growth';

const read = (fields?: string[] | null, conditions: string[] = [], subject: string | null = 'api::article.article'): AdminPermission =>
  ({ action: 'read', subject, properties: fields === undefined ? {} : { fields }, conditions });

describe('effectivePermissions', () => {
  it('keeps what the limit has and drops what it has not', () => {
    const wanted = [read(), { action: 'delete', subject: null }, read(undefined, [], 'api::other.other')];
    expect(effectivePermissions(wanted, [read()])).toEqual([read()]);
  });

  it('keeps everything under a super admin, with the conditions that the token has', () => {
    expect(effectivePermissions([read(['title'], ['mine'])], 'all')).toEqual([read(['title'], ['mine'])]);
  });

  it.each([
    ['missing', undefined],
    ['null', null],
    ['empty', []],
  ])('never widens to all fields under a limit with fields, where the token\'s fields are %s', (_, fields) => {
    expect(effectivePermissions([read(fields)], [read(['title'])])).toEqual([read(['title'])]);
  });

  it('gives nothing under a limit whose list of fields is empty, since a role means none by it', () => {
    expect(effectivePermissions([read(), read(['title'])], [read([])])).toEqual([]);
    expect(exceedingPermissions([read(['title'])], [read([])])).toEqual(['read on api::article.article']);
    expect(narrowToLimit(read(), [read([])])).toBeNull();
  });

  it('reads a token\'s empty list of fields as all of them under a super admin too', () => {
    expect(effectivePermissions([read([])], 'all')).toEqual([read()]);
  });

  it('narrows fields to those that both have, and drops the permission where there are none', () => {
    expect(effectivePermissions([read(['title', 'body'])], [read(['body', 'views'])])).toEqual([read(['body'])]);
    expect(effectivePermissions([read(['title'])], [read(['body'])])).toEqual([]);
  });

  it('leaves nothing under a limit whose list of fields is empty', () => {
    expect(effectivePermissions([read(), read(['title'])], [read([])])).toEqual([]);
    expect(exceedingPermissions([read()], [read([])])).toEqual(['read on api::article.article']);
    expect(narrowToLimit(read(), [read([])])).toBeNull();
  });

  it('counts a component\'s name for all of its fields', () => {
    expect(effectivePermissions([read(['seo'])], [read(['seo.title'])])).toEqual([read(['seo.title'])]);
    expect(effectivePermissions([read(['seo.title'])], [read(['seo'])])).toEqual([read(['seo.title'])]);
    expect(effectivePermissions([read(['seoul'])], [read(['seo'])])).toEqual([]);
  });

  it('does not give one part of the limit the fields of another without its conditions', () => {
    const limit = [read(['title']), read(['body'], ['mine'])];
    expect(effectivePermissions([read(['title', 'body'])], limit)).toEqual([read(['title']), read(['body'], ['mine'])]);
  });

  it('narrows every list of properties, and drops what differs in others', () => {
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
  it('names what the limit has not, with its subject', () => {
    expect(exceedingPermissions([read(), { action: 'delete', subject: null }], [])).toEqual(['read on api::article.article', 'delete']);
  });

  it.each([[undefined], [null], [[]]])('names a permission with fields %j under a limit with fields', (fields) => {
    expect(exceedingPermissions([read(fields)], [read(['title'])])).toEqual(['read on api::article.article']);
  });

  it('lets several parts of the limit cover a list of fields together', () => {
    expect(exceedingPermissions([read(['title', 'body'])], [read(['title']), read(['body'])])).toEqual([]);
    expect(exceedingPermissions([read(['title', 'views'])], [read(['title']), read(['body'])])).toHaveLength(1);
  });

  it('does not let parts that are limited otherwise cover each other', () => {
    const limit = [
      { action: 'read', subject: 's', properties: { fields: ['a'], locales: ['en'] } },
      { action: 'read', subject: 's', properties: { fields: ['b'], locales: ['fr'] } },
    ];
    const wanted = { action: 'read', subject: 's', properties: { fields: ['a', 'b'], locales: ['en', 'fr'] } };
    expect(exceedingPermissions([wanted], limit)).toEqual(['read on s (locales: fr, en)']);
  });

  it('names the fields and locales that alone exceed', () => {
    const wanted = { action: 'read', subject: 's', properties: { fields: ['a', 'b.c'], locales: ['en', 'fr'] } };
    expect(exceedingPermissions([wanted], [{ action: 'read', subject: 's', properties: { fields: ['a'], locales: ['fr'] } }]))
      .toEqual(['read on s (fields: b.c; locales: en)']);
    expect(exceedingPermissions([{ ...wanted, properties: { locales: null } }], [{ action: 'read', subject: 's', properties: { locales: ['fr'] } }]))
      .toEqual(['read on s (locales: all)']);
  });

  it('takes time that grows with the number of fields and locales, not with its square', () => {
    const names = (letter: string, count: number) => Array.from({ length: count }, (_, index) => `${letter}${index}`);
    expect(growthOf((count) => {
      const wanted = { action: 'read', subject: 's', properties: { fields: names('f', count), locales: names('l', count) } };
      expect(exceedingPermissions([wanted], [{ ...wanted, properties: { ...wanted.properties, locales: null } }])).toEqual([]);
      expect(exceedingPermissions([wanted], [wanted])).toEqual([]);
    }, 20_000)).toBeLessThan(10);
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

describe('narrowToLimit', () => {
  it('leaves a permission alone that may stay', () => {
    const permission = read(['title']);
    expect(narrowToLimit(permission, [read()])).toBe(permission);
    expect(narrowToLimit(permission, 'all')).toBe(permission);
  });

  it('gives null where nothing is left', () => {
    expect(narrowToLimit(read(), [])).toBeNull();
    expect(narrowToLimit(read(['title']), [read(['body'])])).toBeNull();
  });

  it('narrows fields, and takes the conditions of the limit', () => {
    expect(narrowToLimit(read(['title', 'body']), [read(['body'], ['mine'])])).toEqual(read(['body'], ['mine']));
  });

  it('keeps the fields that any part still gives', () => {
    expect(narrowToLimit(read(['a', 'b', 'c']), [read(['a']), read(['b'])])).toEqual(read(['a', 'b']));
  });
});

describe('locales', () => {
  const locales = (value?: unknown): AdminPermission => ({ action: 'read', subject: 's', properties: value === undefined ? {} : { locales: value }, conditions: [] });

  // What Strapi makes of each: none where they are missing or empty, all where they are null.
  it.each([
    ['missing', 'missing', undefined, undefined, undefined],
    ['missing', 'null', undefined, null, undefined],
    ['missing', 'empty', undefined, [], undefined],
    ['missing', 'some', undefined, ['en', 'fr'], undefined],
    ['null', 'missing', null, undefined, undefined],
    ['null', 'null', null, null, null],
    ['null', 'empty', null, [], undefined],
    ['null', 'some', null, ['en', 'fr'], ['en', 'fr']],
    ['empty', 'missing', [], undefined, undefined],
    ['empty', 'null', [], null, undefined],
    ['empty', 'some', [], ['en'], undefined],
    ['some', 'missing', ['en'], undefined, undefined],
    ['some', 'null', ['en'], null, ['en']],
    ['some', 'empty', ['en'], [], undefined],
    ['some', 'others too', ['en'], ['fr', 'en'], ['en']],
    ['some', 'others', ['en'], ['fr'], undefined],
  ])('%s in a role and %s in its token leave what both have', (_role, _token, role, token, both) => {
    expect(effectivePermissions([locales(token)], [locales(role)])).toEqual([locales(both)]);
    const exceeds = Array.isArray(token) ? token.some((locale) => role !== null && !(role as string[] | undefined)?.includes(locale)) : token === null && role !== null;
    expect(exceedingPermissions([locales(token)], [locales(role)]).length > 0).toBe(exceeds);
    expect(narrowToLimit(locales(token), [locales(role)])).toEqual(exceeds ? locales(both) : locales(token));
  });

  it('stay as the token has them under a super admin: all only where it says so', () => {
    expect(effectivePermissions([locales(), locales(null), locales([]), locales(['en'])], 'all'))
      .toEqual([locales(), locales(null), locales(), locales(['en'])]);
  });
});

describe('properties of which nobody knows what they mean', () => {
  const staged = (stage?: unknown): AdminPermission => ({ action: 'read', subject: 's', properties: stage === undefined ? {} : { stage }, conditions: [] });

  it('have to be the same in owner and token', () => {
    const values = [undefined, null, [], ['a'], ['a', 'b'], 1];
    for (const owner of values) {
      for (const token of values) {
        expect(effectivePermissions([staged(token)], [staged(owner)])).toEqual(owner === token ? [staged(token)] : []);
      }
    }
  });
});

describe('whatever role and token have', () => {
  const ACTIONS = ['read', 'write'];
  const FIELDS = ['title', 'seo.title', 'seo.text', 'body'];
  const LOCALES = ['en', 'fr'];
  const CONDITIONS = ['mine', 'ours'];

  let seed = 1;
  const random = (below: number) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  const pick = <T>(list: readonly T[]): T => list[random(list.length)]!;
  const some = <T>(list: readonly T[]): T[] => list.filter(() => random(2) === 0);
  function permission(): AdminPermission {
    const fields = pick([undefined, null, [], some([...FIELDS, 'seo']), some(FIELDS)]);
    const locales = pick([undefined, null, [], some(LOCALES), some(LOCALES)]);
    return {
      action: pick(ACTIONS),
      subject: 's',
      properties: { ...(fields !== undefined && { fields }), ...(locales !== undefined && { locales }), ...(random(8) === 0 && { stage: random(2) }) },
      conditions: some(CONDITIONS),
    };
  }

  /** All that permissions allow on a localized type, in a world where some conditions hold. */
  function allowed(permissions: readonly AdminPermission[], isToken: boolean, holding: string[]): Set<string> {
    const doable = permissions
      .filter(({ conditions }) => conditions!.length === 0 || conditions!.some((condition) => holding.includes(condition)))
      .flatMap(({ action, properties }) => {
        const fields = properties!.fields as string[] | null | undefined;
        const allFields = fields === undefined || fields === null || (isToken && fields.length === 0);
        const locales = properties!.locales === null ? LOCALES : (properties!.locales as string[] | undefined) ?? [];
        return FIELDS.filter((field) => allFields || fields.includes(field) || fields.includes(field.split('.')[0]!))
          .flatMap((field) => locales.map((locale) => `${action} ${field} ${locale} ${properties!.stage}`));
      });
    return new Set(doable);
  }

  it('a token does no more than either, also once it is narrowed', () => {
    for (let round = 0; round < 500; round += 1) {
      const role = Array.from({ length: random(4) }, permission);
      const token = Array.from({ length: 1 + random(3) }, permission);
      const effective = effectivePermissions(token, role);
      const narrowed = token.map((each) => narrowToLimit(each, role)).filter((each) => each !== null);
      for (const holding of [[], ['mine'], ['ours'], CONDITIONS]) {
        const [ofRole, ofToken] = [allowed(role, false, holding), allowed(token, true, holding)];
        const done = allowed(effective, true, holding);
        expect([...done].filter((each) => !ofRole.has(each) || !ofToken.has(each))).toEqual([]);
        expect([...allowed(narrowed, true, holding)].filter((each) => !ofToken.has(each))).toEqual([]);
        // What is stored after narrowing gives the same as what was there before.
        expect(allowed(effectivePermissions(narrowed, role), true, holding)).toEqual(done);
        if (isWithinLimit(token, role)) expect([...ofToken].filter((each) => !ofRole.has(each))).toEqual([]);
      }
    }
  });

  it('all of a token is granted that does not exceed, and what exceeds is denied', () => {
    for (let round = 0; round < 500; round += 1) {
      const role = Array.from({ length: 1 + random(4) }, () => ({ ...permission(), conditions: [] }));
      const token = { ...permission(), conditions: [] };
      const [ofRole, ofToken] = [allowed(role, false, []), allowed([token], true, [])];
      const isInside = [...ofToken].every((each) => ofRole.has(each));
      const exceeding = exceedingPermissions([token], role);
      if (exceeding.length === 0) expect(isInside).toBe(true);
      if (exceeding.length === 0) expect(allowed(effectivePermissions([token], role), true, [])).toEqual(ofToken);
    }
  });
});
