import { ADMIN_TOKEN_PERMISSIONS, API_TOKEN_PERMISSIONS } from './permissions';
import { PLUGIN_ID } from './plugin-id';
import { hasTokenPages, placement, type PanelApp } from './panel-app';
import { loadTranslations } from './translations';

/** The admin half of the plugin, as the host's panel loads it. */
export default {
  /** Adds both settings pages: to the panel's sections, or, beside Strapi's pages of the same name, in a section of their own. */
  register(app: PanelApp) {
    app.registerPlugin({ id: PLUGIN_ID, name: PLUGIN_ID });
    const isBesideStrapis = hasTokenPages(app);
    placement.isBesideStrapis = isBesideStrapis;
    const path = (name: string) => (isBesideStrapis ? `${PLUGIN_ID}-plugin/${name}` : name);
    const label = (key: string, defaultMessage: string) => ({ id: `${PLUGIN_ID}.${key}`, defaultMessage });
    const apiTokens = {
      id: path('api-tokens'),
      to: path('api-tokens'),
      intlLabel: isBesideStrapis ? label('api-tokens.menu', 'API Tokens (plugin)') : label('api-tokens.title', 'API Tokens'),
      permissions: API_TOKEN_PERMISSIONS.access,
      Component: () => import('./features/api-tokens/api-tokens-app'),
    };
    const adminTokens = {
      id: path('admin-tokens'),
      to: path('admin-tokens'),
      intlLabel: isBesideStrapis ? label('admin-tokens.menu', 'Admin Tokens (plugin)') : label('admin-tokens.title', 'Admin Tokens'),
      permissions: ADMIN_TOKEN_PERMISSIONS.access,
      Component: () => import('./features/admin-tokens/admin-tokens-app'),
    };
    if (isBesideStrapis) {
      app.addSettingsLink({ id: PLUGIN_ID, intlLabel: label('section', 'API Tokens plugin') }, [apiTokens, adminTokens]);
    } else {
      app.addSettingsLink('global', [apiTokens]);
      app.addSettingsLink('permissions', [adminTokens]);
    }
  },

  /** The plugin's messages in those of `locales` that it has. */
  registerTrads({ locales }: { locales: string[] }) {
    return loadTranslations(locales);
  },
};
