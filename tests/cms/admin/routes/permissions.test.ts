import { describeAdmin, EDIT_STORY } from '../admin-server';

describeAdmin('GET /admin/permissions', (server) => {
  it('lists all actions by section, and the conditions', async () => {
    const { as, registerFirst } = server();
    const { token } = await registerFirst();
    const { body: { data } } = await as(token).get('/admin/permissions').expect(200);
    expect(data.conditions).toEqual([{ id: 'admin::is-creator', displayName: 'Is creator', category: 'default' }]);
    expect(data.sections.settings).toHaveLength(8);
    expect(data.sections.settings).toContainEqual({
      displayName: 'Create (invite)', action: 'admin::users.create', category: 'users and roles', subCategory: 'users',
    });
    expect(data.sections.plugins).toEqual([
      { displayName: 'Open', action: 'plugin::desk.desk.open', subCategory: 'general', plugin: 'plugin::desk' },
    ]);
    expect(data.sections.collectionTypes).toEqual({
      subjects: [{
        uid: 'api::story.story', label: 'story',
        properties: [{ label: 'Fields', value: 'fields', children: [{ label: 'title', value: 'title' }, { label: 'body', value: 'body' }] }],
      }],
      actions: [{ label: 'Edit', actionId: EDIT_STORY, subjects: ['api::story.story'], applyToProperties: ['fields'] }],
    });
    expect(data.sections.singleTypes).toEqual({ subjects: [], actions: [] });
  });
});
