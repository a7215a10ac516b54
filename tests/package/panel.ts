/** A panel that takes in the packed plugin's admin half; type-checked alone, since it runs in a browser. */
import plugin from 'strapi-plugin-api-tokens/strapi-admin';

type PanelApp = Parameters<typeof plugin.register>[0];

export async function load(app: PanelApp, locales: string[]): Promise<string[]> {
  plugin.register(app);
  const translations = await plugin.registerTrads({ locales });
  return translations.flatMap(({ data }) => Object.keys(data));
}
