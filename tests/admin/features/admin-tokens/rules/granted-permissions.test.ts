import { grantedPermissions, withoutLimits } from '../../../../../admin/src/features/admin-tokens/rules/granted-permissions';

const owned = (action: string, properties: { fields?: string[]; locales?: string[] | null }, rest: object = {}) =>
  ({ id: 1, action, subject: 'api::story.story', properties, conditions: [], actionParameters: {}, ...rest });

describe('what the page grants', () => {
  it('has the fields and locales that the owner has, from each of the owner’s permissions, once', () => {
    const permissions = [
      owned('read', { fields: ['title'], locales: ['en'] }, { conditions: ['admin::is-creator'] }),
      owned('read', { fields: ['body'], locales: null }),
      owned('read', { fields: ['body'], locales: null }, { id: 2 }),
      owned('update', { fields: ['title'] }),
    ];
    expect(grantedPermissions(new Set(['read api::story.story']), [], permissions)).toEqual([
      { action: 'read', subject: 'api::story.story', properties: { fields: ['title'], locales: ['en'] } },
      { action: 'read', subject: 'api::story.story', properties: { fields: ['body'], locales: null } },
    ]);
  });

  it('leaves what the token has as it is', () => {
    const stored = [owned('read', { fields: ['title'], locales: null }, { actionParameters: { from: 1 } })];
    expect(grantedPermissions(new Set(['read api::story.story', 'gone']), stored, [owned('read', { fields: ['body'] })])).toEqual([
      { action: 'read', subject: 'api::story.story', properties: { fields: ['title'], locales: null }, actionParameters: { from: 1 } },
      { action: 'gone', subject: null },
    ]);
  });

  it('is everything, in all locales, for a super admin', () => {
    const permissions = withoutLimits([owned('read', { fields: ['title'], locales: ['en'] }), owned('users.read', {}, { subject: null })]);
    expect(grantedPermissions(new Set(['read api::story.story', 'users.read']), [], permissions)).toEqual([
      { action: 'read', subject: 'api::story.story', properties: { locales: null } },
      { action: 'users.read', subject: null },
    ]);
  });
});
