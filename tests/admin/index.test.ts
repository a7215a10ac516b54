import plugin from '../../admin/src';
import type { PanelApp } from '../../admin/src/panel-app';
import { placement } from '../../admin/src/placement';

/** A panel that writes down what is registered. */
function recordingApp(settingsPages: string[]) {
  const added: Array<{ section: unknown; paths: string[] }> = [];
  const app: PanelApp = {
    registerPlugin: () => undefined,
    addSettingsLink: (section, links) => added.push({ section, paths: links.map(({ to }) => to) }),
    router: { routes: [{ path: 'settings/*', children: settingsPages.map((path) => ({ path })) }] },
  };
  return { app, added };
}

describe('the plugin in a panel', () => {
  it('adds its pages to the sections of a panel that has none of that name', () => {
    const { app, added } = recordingApp(['users', 'roles']);
    plugin.register(app);
    expect(added).toEqual([
      { section: 'global', paths: ['api-tokens', 'token-events'] },
      { section: 'permissions', paths: ['admin-tokens'] },
    ]);
  });

  it.each([
    ['has no webhooks', ['users', 'roles'], false],
    ['has webhooks', ['api-tokens', 'webhooks', 'webhooks/:id'], true],
  ])('knows a panel that %s', (_, settingsPages, hasWebhooks) => {
    const { app } = recordingApp(settingsPages);
    plugin.register(app);
    expect(placement.panelWithWebhooks).toBe(hasWebhooks ? app : undefined);
  });

  it('stands beside Strapi’s own pages in a section and under paths of its own, where nobody says otherwise', async () => {
    const { app, added } = recordingApp(['api-tokens', 'api-tokens/:id', 'users']);
    plugin.register(app);
    await plugin.registerTrads({ locales: [] });
    expect(added).toEqual([
      {
        section: { id: 'api-tokens', intlLabel: { id: 'api-tokens.section', defaultMessage: 'API Tokens plugin' } },
        paths: ['api-tokens-plugin/api-tokens', 'api-tokens-plugin/admin-tokens', 'api-tokens-plugin/token-events'],
      },
    ]);
  });
});
