import { changesOf } from '../../../../../../admin/src/features/tokens/rules/activity/event-changes';

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

  it('take restrictions apart, each part with its content type', () => {
    const before = { locales: ['en'], types: { 'api::a.a': { read: ['title', 'body'] }, 'api::b.b': { where: { name: 'x' } } } };
    const after = { read: { status: 'published' }, locales: ['en', 'fr'], types: { 'api::a.a': { read: ['title'], write: [] }, 'api::b.b': { where: { name: 'x' } } } };
    expect(changesOf({ details: { changes: { restrictions: { before, after } } } })).toEqual([
      { field: 'restrictions.published', before: false, after: true },
      { field: 'restrictions.locales', added: ['fr'], removed: [] },
      { field: 'restrictions.read', type: 'api::a.a', added: [], removed: ['body'] },
      { field: 'restrictions.write', type: 'api::a.a', before: null, after: [] },
    ]);
    expect(changesOf({ details: { changes: { restrictions: { before: null, after: { locales: ['en'] } } } } })).toEqual([
      { field: 'restrictions.locales', before: null, after: ['en'] },
    ]);
  });

  it('are none where nothing was changed', () => expect(changesOf({ details: {} })).toEqual([]));
});
