import { ADMIN_TOKEN_PERMISSIONS, API_TOKEN_PERMISSIONS, EVENT_PERMISSIONS } from './permissions';
import { hideStrapisEntries, placement, takesStrapisPlaces } from './placement';
import { PLUGIN_ID } from './plugin-id';
import { hasSettingsPage, type PanelApp, type PanelPlugin } from './panel-app';
import { loadTranslations } from './translations';

/** Set if the panel has pages of the same names, which are read before the plugin's are added. */
let beside: PanelApp | undefined;

const label = (key: string, defaultMessage: string) => ({ id: `${PLUGIN_ID}.${key}`, defaultMessage });

const apiTokens = (path: string, intlLabel: ReturnType<typeof label>) => ({
  id: path,
  to: path,
  intlLabel,
  permissions: API_TOKEN_PERMISSIONS.access,
  Component: () => import('./features/api-tokens/api-tokens-app'),
});

const adminTokens = (path: string, intlLabel: ReturnType<typeof label>) => ({
  id: path,
  to: path,
  intlLabel,
  permissions: ADMIN_TOKEN_PERMISSIONS.access,
  Component: () => import('./features/admin-tokens/admin-tokens-app'),
});

const tokenEvents = (path: string) => ({
  id: path,
  to: path,
  intlLabel: label('events.title', 'Token Activity'),
  permissions: EVENT_PERMISSIONS.read,
  Component: () => import('./features/token-events/token-events-app'),
});

const TITLES = { api: label('api-tokens.title', 'API Tokens'), admin: label('admin-tokens.title', 'Admin Tokens') };

/** Adds the pages to a panel that has pages of the same names: in their place, or in a section of their own with distinguishable names. */
async function addBeside(app: PanelApp): Promise<void> {
  const path = (name: string) => `${PLUGIN_ID}-plugin/${name}`;
  if (await takesStrapisPlaces()) {
    hideStrapisEntries();
    app.addSettingsLink('global', [apiTokens(path('api-tokens'), TITLES.api), adminTokens(path('admin-tokens'), TITLES.admin), tokenEvents(path('token-events'))]);
    return;
  }
  placement.isBesideStrapis = true;
  app.addSettingsLink({ id: PLUGIN_ID, intlLabel: label('section', 'API Tokens plugin') }, [
    apiTokens(path('api-tokens'), label('api-tokens.menu', 'API Tokens (plugin)')),
    adminTokens(path('admin-tokens'), label('admin-tokens.menu', 'Admin Tokens (plugin)')),
    tokenEvents(path('token-events')),
  ]);
}

/** The admin half of the plugin, as the host's panel loads it. */
const plugin: PanelPlugin = {
  register(app) {
    app.registerPlugin({ id: PLUGIN_ID, name: PLUGIN_ID });
    placement.panelWithWebhooks = hasSettingsPage(app, 'webhooks') ? app : undefined;
    beside = hasSettingsPage(app, 'api-tokens') ? app : undefined;
    if (beside !== undefined) return;
    app.addSettingsLink('global', [apiTokens('api-tokens', TITLES.api), tokenEvents('token-events')]);
    app.addSettingsLink('permissions', [adminTokens('admin-tokens', TITLES.admin)]);
  },

  async registerTrads({ locales }) {
    if (beside !== undefined) await addBeside(beside);
    return loadTranslations(locales);
  },
};
export default plugin;
