import type { ComponentType } from 'react';
import type { RouteObject } from 'react-router-dom';
import type { Permission } from '../session/auth';
import { LANGUAGES, type Language, type Messages } from '../preferences/language';

/** A text by its id in the message files. */
export interface IntlLabel {
  id: string;
  defaultMessage: string;
}

/** A page of the settings, as a plugin adds it. */
export interface SettingsLink {
  id: string;
  /** Path below `/settings`. */
  to: string;
  intlLabel: IntlLabel;
  /** The page is shown to people with one of these; to everyone if there are none. */
  permissions: Permission[];
  Component?: () => Promise<{ default: ComponentType }>;
}

/** A part of the settings' navigation. */
export interface SettingsSection {
  id: string;
  intlLabel: IntlLabel;
  links: SettingsLink[];
}

/** The admin half of a plugin, as Strapi loads it. */
export interface PanelPlugin {
  register(app: StrapiApp): void;
  registerTrads?(options: { locales: string[] }): Promise<Array<{ locale: string; data: Record<string, string> }>>;
}

/** The settings and their routes (Strapi's `app.router`). */
class SettingsRouter {
  readonly settings: Record<string, SettingsSection> = {
    global: { id: 'global', intlLabel: { id: 'panel.settings.global', defaultMessage: 'Global settings' }, links: [] },
    permissions: {
      id: 'permissions',
      intlLabel: { id: 'panel.settings.permissions', defaultMessage: 'Administration Panel' },
      links: [],
    },
  };

  /** Routes below `/settings`. */
  readonly routes: RouteObject[] = [];

  add(sectionId: string, link: SettingsLink): void {
    const section = this.settings[sectionId];
    if (!section) throw new Error(`There is no settings section "${sectionId}"`);
    section.links.push(link);
    const { Component } = link;
    if (Component) this.routes.push({ path: `${link.to}/*`, lazy: async () => ({ Component: (await Component()).default }) });
  }
}

/** What a plugin gets when it registers: the part of Strapi's admin app that this panel has. */
export class StrapiApp {
  readonly plugins: Record<string, { id: string; name: string }> = {};
  readonly router = new SettingsRouter();

  /** Registers a plugin by its id. */
  registerPlugin(plugin: { id: string; name: string }): void {
    this.plugins[plugin.id] = plugin;
  }

  /**
   * Adds pages to the settings.
   *
   * @param section The id of a section (`global`, `permissions`), or a new section.
   */
  addSettingsLink(section: string | Pick<SettingsSection, 'id' | 'intlLabel'>, links: SettingsLink | SettingsLink[]): void {
    if (typeof section === 'object') this.router.settings[section.id] = { ...section, links: [] };
    const sectionId = typeof section === 'object' ? section.id : section;
    [links].flat().forEach((link) => this.router.add(sectionId, link));
  }
}

/**
 * Loads the messages of all plugins and merges them with the panel's own.
 *
 * @param own The panel's messages by language.
 */
export async function loadMessages(own: Messages, plugins: PanelPlugin[]): Promise<Messages> {
  const locales = Object.keys(LANGUAGES) as Language[];
  const loaded = await Promise.all(plugins.map((plugin) => plugin.registerTrads?.({ locales }) ?? []));
  const messages = { ...own };
  for (const { locale, data } of loaded.flat()) {
    const language = locale as Language;
    messages[language] = { ...messages[language], ...data };
  }
  return messages;
}
