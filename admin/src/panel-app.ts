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

interface PanelRoute {
  path?: string;
  children?: PanelRoute[];
}

/** The part of Strapi's admin app that the plugin uses when it registers. */
export interface PanelApp {
  registerPlugin(plugin: { id: string; name: string }): unknown;
  addSettingsLink(section: string | { id: string; intlLabel: Label }, links: SettingsPage[]): unknown;
  router: { routes: PanelRoute[] };
}

/** Whether the panel already has a page for API tokens, as Strapi's does. */
export function hasTokenPages({ router }: Pick<PanelApp, 'router'>): boolean {
  const settings = router.routes.find(({ path }) => path === 'settings/*');
  return settings?.children?.some(({ path }) => path === 'api-tokens') ?? false;
}
