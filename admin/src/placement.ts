import { apiOrigin } from './api-origin';
import type { PanelApp } from './panel-app';

/** How long the panel waits for the server's answer before it continues without it (milliseconds). */
const TIMEOUT_MS = 3000;

/** How the plugin is placed in its panel; set before the panel renders. */
export const placement: {
  isBesideStrapis: boolean;
  /** The panel, if its host has webhooks: Strapi does, also where the plugin's pages replace Strapi's. */
  panelWithWebhooks?: PanelApp;
} = { isBesideStrapis: false };

/**
 * Whether the plugin's menu entries replace Strapi's: if Strapi has no tokens left, or its settings say so. Requested without a login,
 * since the panel builds its menu before. False if there is no answer.
 */
export async function takesStrapisPlaces(): Promise<boolean> {
  try {
    const url = `${apiOrigin().replace(/\/+$/, '')}/api-tokens-plugin/placement`;
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    return response.ok && (await response.json()).data.hidesStrapiPages === true;
  } catch {
    return false;
  }
}

/** Strapi's panel has no API to remove one of its entries from the settings menu. */
export function hideStrapisEntries(): void {
  const style = document.createElement('style');
  // Sections of the menu are items too: only the innermost.
  style.textContent = ['a[href*="/settings/api-tokens?"]', 'a[href$="/settings/api-tokens"]', 'a[href$="/settings/admin-tokens"]']
    .map((link) => `nav li:not(:has(li)):has(${link})`).join(', ') + ' { display: none; }';
  document.head.append(style);
}
