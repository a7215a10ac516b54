import { PLUGIN_ID } from './plugin-id';
import type en from './translations/en.json';

/** The id of a message, without the plugin's prefix. */
export type MessageKey = keyof typeof en;

const FILES: Record<string, () => Promise<{ default: Record<string, string> }>> = {
  en: () => import('./translations/en.json'),
  de: () => import('./translations/de.json'),
  es: () => import('./translations/es.json'),
  fr: () => import('./translations/fr.json'),
};

/** The messages of those of `locales` that the plugin has, each id with the plugin's prefix. */
export async function loadTranslations(locales: string[]): Promise<Array<{ locale: string; data: Record<string, string> }>> {
  const known = locales.filter((locale) => Object.hasOwn(FILES, locale));
  return Promise.all(known.map(async (locale) => {
    const { default: messages } = await FILES[locale]!();
    const data = Object.fromEntries(Object.entries(messages).map(([key, text]) => [`${PLUGIN_ID}.${key}`, text]));
    return { locale, data };
  }));
}
