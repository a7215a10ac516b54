/** The plugin's id in its host. */
export const PLUGIN_ID = 'api-tokens';
