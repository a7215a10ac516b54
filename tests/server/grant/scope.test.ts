import { compileReadActions } from '../../../server/grant/read-actions';
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

  it.each([
    ['api::article.article.popular', ['api::article.article.popular'], true],
    ['api::article.article.popular', ['api::article.article.popular.again'], false],
    ['api::article.article.popular', ['api::articleXarticle.popular'], false],
    ['api::*.*.popular', ['api::article.article.popular'], true],
    ['api::*.*.popular', ['api::article.article.popular', 'api::article.article.create'], false],
    ['api::*.*.popular', ['api::article.article.unpopular'], false],
    ['api::*.*.popular', ['api::article.popular'], false],
    ['plugin::i18n.*', ['plugin::i18n.locales.listLocales'], true],
    ['plugin::i18n.*', ['other::plugin::i18n.locales.listLocales'], false],
    ['plugin::i18n.*', [], false],
    ['*', undefined, false],
  ])('with the setting %s lets read-only tokens alone do %j: %s', (pattern, scope, expected) => {
    const readActions = compileReadActions(['api::other.other.count', pattern]);
    expect(covers({ ...grant('read-only'), readActions }, scope)).toBe(expected);
    expect(covers({ ...grant('custom'), readActions }, scope)).toBe(false);
  });

  it('lets a token of no known type do nothing', () => {
    expect(covers(grant('owner' as never), ['api::article.article.find'])).toBe(false);
  });
});
