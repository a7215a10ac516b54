import { covers, type ContentGrant } from '../../../server/grant/scope';

const grant = (type: ContentGrant['type'], actions: string[] = []): ContentGrant => ({ type, actions: new Set(actions) });

describe('covers', () => {
  it.each([
    ['full-access', ['api::article.article.delete'], true],
    ['full-access', [], true],
    ['full-access', undefined, true],
    ['read-only', ['api::article.article.find'], true],
    ['read-only', ['api::article.article.findOne'], true],
    ['read-only', ['api::article.article.find', 'api::category.category.find'], true],
    ['read-only', ['api::article.article.find', 'api::article.article.create'], false],
    ['read-only', ['api::article.article.unfind'], false],
    ['read-only', ['api::article.article.findAll'], false],
    ['read-only', ['api::article.find.create'], false],
    ['read-only', ['api::article.article.Find'], false],
    ['read-only', 'api::article.article.find', true],
    ['read-only', 'api::article.article.create', false],
    ['read-only', '', false],
    ['read-only', [], false],
    ['read-only', undefined, false],
  ] as const)('%s with scope %j: %s', (type, scope, expected) => {
    expect(covers(grant(type), scope)).toBe(expected);
  });

  it('lets a custom token do its actions and no other', () => {
    const custom = grant('custom', ['api::article.article.find', 'api::article.article.create']);
    expect(covers(custom, ['api::article.article.create'])).toBe(true);
    expect(covers(custom, ['api::article.article.create', 'api::article.article.find'])).toBe(true);
    expect(covers(custom, ['api::article.article.create', 'api::article.article.delete'])).toBe(false);
    expect(covers(custom, 'api::article.article.find')).toBe(true);
    expect(covers(custom, 'api::article.article.delete')).toBe(false);
    expect(covers(custom, [])).toBe(false);
    expect(covers(custom, undefined)).toBe(false);
  });

  it('lets a token of no known type do nothing', () => {
    expect(covers(grant('owner' as never), ['api::article.article.find'])).toBe(false);
  });
});
