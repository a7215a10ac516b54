import { contentCredential } from '../../../server/admission/credential';
import type { TokenRecord } from '../../../server/token/token-record';
import { allows } from '../../../server/grant/scope';

const credential = (type: TokenRecord['type'], actions: string[] = []) => contentCredential({
  id: 1, kind: 'content-api', type, expiresAt: null, permissions: actions.map((action) => ({ action })),
});

describe('allows', () => {
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
    expect(allows(credential(type), scope)).toBe(expected);
  });

  it('lets a custom token do its actions and no other', () => {
    const custom = credential('custom', ['api::article.article.find', 'api::article.article.create']);
    expect(allows(custom, ['api::article.article.create'])).toBe(true);
    expect(allows(custom, ['api::article.article.create', 'api::article.article.find'])).toBe(true);
    expect(allows(custom, ['api::article.article.create', 'api::article.article.delete'])).toBe(false);
    expect(allows(custom, 'api::article.article.find')).toBe(true);
    expect(allows(custom, 'api::article.article.delete')).toBe(false);
    expect(allows(custom, [])).toBe(false);
    expect(allows(custom, undefined)).toBe(false);
  });

  it.each(['read-only', 'custom'] as const)('answers as if asked for the first time, whatever a %s token was asked before', (type) => {
    const [find, remove] = ['api::article.article.find', 'api::article.article.delete'];
    const token = credential(type, [find]);
    for (const asked of [find, remove, find, find]) expect(allows(token, [asked])).toBe(asked === find);
    expect(allows(token, [find, remove])).toBe(false);
    expect(allows(token, remove)).toBe(false);
    expect(allows(token, [])).toBe(false);
    expect(allows(token, undefined)).toBe(false);
  });

  it('lets a token of no known type do nothing', () => {
    expect(allows(credential(null), ['api::article.article.find'])).toBe(false);
    expect(allows(credential('owner' as never), ['api::article.article.find'])).toBe(false);
  });
});
