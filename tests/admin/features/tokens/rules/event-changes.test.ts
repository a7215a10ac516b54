import { changesOf } from '../../../../../admin/src/features/tokens/rules/event-changes';

describe('the changes of an event', () => {
  it('are values, or what was added to lists and removed from them', () => {
    const read = { action: 'explorer.read', subject: 'api::article.article', properties: {} };
    expect(changesOf({ details: { changes: {
      name: { before: 'A', after: null },
      permissions: { before: ['find', 'create'], after: ['find', 'delete'] },
      adminPermissions: { before: [], after: [read, { action: 'admin::users.read', subject: null }] },
      description: { before: null, after: null, omitted: true },
    } } })).toEqual([
      { field: 'name', before: 'A', after: null },
      { field: 'permissions', added: ['delete'], removed: ['create'] },
      { field: 'adminPermissions', added: ['explorer.read (api::article.article)', 'admin::users.read'], removed: [] },
      { field: 'description' },
    ]);
  });

  it('are none where nothing was changed', () => expect(changesOf({ details: {} })).toEqual([]));
});
