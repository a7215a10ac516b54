import { adminGroups, conditionsOf, permissionId, permissionsById } from '../../../../../admin/src/features/admin-tokens/rules/admin-groups';

const actions = {
  conditions: [],
  sections: {
    plugins: [{ displayName: 'Read', action: 'plugin::upload.read', subCategory: 'general', plugin: 'plugin::upload' }],
    settings: [
      { displayName: 'Read', action: 'admin::users.read', category: 'users and roles', subCategory: 'users' },
      { displayName: 'Read', action: 'admin::roles.read', category: 'users and roles', subCategory: 'roles' },
      { displayName: 'Create (invite)', action: 'admin::users.create', category: 'users and roles', subCategory: 'users' },
      { displayName: 'Read', action: 'admin::api-tokens.read', category: 'api tokens', subCategory: 'general' },
      { displayName: 'Read', action: 'admin::admin-tokens.read', category: 'admin tokens', subCategory: 'general' },
      { displayName: 'Read', action: 'admin::transfer.tokens.read', category: 'transfer tokens', subCategory: 'general' },
    ],
    collectionTypes: {
      subjects: [{ uid: 'api::article.article', label: 'article' }, { uid: 'api::bare.bare', label: 'bare' }],
      actions: [{ label: 'Publish', actionId: 'plugin::content-manager.explorer.publish', subjects: ['api::article.article'] }],
    },
  },
};

describe('adminGroups', () => {
  const sections = adminGroups(actions);

  it('groups by plugin, by category and by content type, content first, without what is empty and Strapi’s own keys', () => {
    expect(sections.map(({ section, groups }) => [section, groups.map(({ label }) => label)])).toEqual([
      ['collectionTypes', ['Article']],
      ['plugins', ['Upload']],
      ['settings', ['Users and roles']],
    ]);
  });

  it('names the sub-category where a name stands for several actions', () => {
    expect(sections[2]!.groups[0]!.rows.map(({ label }) => label)).toEqual(['Users: Read', 'Roles: Read', 'Users: Create (invite)']);
  });

  it('tells an action on one subject from the same on another', () => {
    expect(sections[0]!.groups[0]!.rows[0]!.id).toBe('plugin::content-manager.explorer.publish api::article.article');
    expect(permissionId({ action: 'admin::users.read', subject: null })).toBe('admin::users.read');
  });
});

describe('conditionsOf', () => {
  const byId = permissionsById([
    { action: 'a', conditions: ['creator'] },
    { action: 'a', conditions: ['same role', 'creator'] },
    { action: 'b', conditions: ['creator'] },
    { action: 'b', conditions: [] },
  ]);

  it('is null for what the owner may not do', () => expect(conditionsOf(byId.get('c'))).toBeNull());
  it('is all of them where every permission has some', () => expect(conditionsOf(byId.get('a'))).toEqual(['creator', 'same role']));
  it('is none where one permission has none', () => expect(conditionsOf(byId.get('b'))).toEqual([]));
});
