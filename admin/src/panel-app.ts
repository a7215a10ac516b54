import type { ComponentType } from 'react';

interface Label {
  id: string;
  defaultMessage: string;
}

interface SettingsPage {
  id: string;
  to: string;
  intlLabel: Label;
  permissions: Array<{ action: string; subject: null }>;
  Component: () => Promise<{ default: ComponentType }>;
}

interface PanelStore {
  dispatch(action: { type: string; payload: unknown }): unknown;
}

interface PanelRoute {
  path?: string;
  children?: PanelRoute[];
}

/** The part of Strapi's admin app that the plugin uses when it registers. */
export interface PanelApp {
  registerPlugin(plugin: { id: string; name: string }): unknown;
  addSettingsLink(section: string | { id: string; intlLabel: Label }, links: SettingsPage[]): unknown;
  router: { routes: PanelRoute[] };
  /** Redux's, once the panel renders. */
  store?: PanelStore | null;
}

/** The admin half of a plugin, in the form in which Strapi's panel loads one. */
export interface PanelPlugin {
  /** Adds the settings pages to the sections of a panel without such pages. */
  register(app: PanelApp): void;
  /**
   * The plugin's messages in those of `locales` that it has. The panel waits for them, and for nothing else, before it renders, so the
   * server is also asked here where the pages belong.
   */
  registerTrads(panel: { locales: string[] }): Promise<Array<{ data: Record<string, string>; locale: string }>>;
}

/** Whether the panel itself has a page at `path` below its settings, as Strapi's has `api-tokens` and `webhooks`. */
export function hasSettingsPage({ router }: Pick<PanelApp, 'router'>, path: string): boolean {
  const settings = router.routes.find((route) => route.path === 'settings/*');
  return settings?.children?.some((page) => page.path === path) ?? false;
}
