import { type ActionAttributes, createActionProvider } from '../../../cms/admin/action-provider';

const open: ActionAttributes = { section: 'plugins', displayName: 'Open', uid: 'desk.open', pluginName: 'desk' };

describe('an action provider', () => {
  it('names actions after those who bring them', async () => {
    const provider = createActionProvider([{ ...open, pluginName: 'admin' }]);
    await provider.registerMany([open]);
    expect(provider.keys()).toEqual(['admin::desk.open', 'plugin::desk.desk.open']);
    expect(provider.get('plugin::desk.desk.open')).toEqual({
      section: 'plugins', displayName: 'Open', pluginName: 'desk', subCategory: 'general', actionId: 'plugin::desk.desk.open',
      options: { applyToProperties: null },
    });
    expect(provider.get('constructor')).toBeUndefined();
  });

  it('refuses to register an action twice, and then registers none of the others', async () => {
    const provider = createActionProvider([open]);
    await expect(provider.registerMany([{ ...open, uid: 'new' }, open])).rejects.toThrow('plugin::desk.desk.open is already registered');
    await expect(provider.registerMany([{ ...open, uid: 'new' }, { ...open, uid: 'new' }])).rejects.toThrow('registered twice');
    expect(provider.keys()).toHaveLength(1);
  });
});
