import { apiOrigin } from './api-origin';

/** How long the panel waits for the server's answer before it goes on without (milliseconds). */
const TIMEOUT_MS = 3000;

/** How the plugin stands in its panel; set before the panel is drawn. */
export const placement = { isBesideStrapis: false };

/**
 * Whether the plugin's pages take the places of Strapi's own: where Strapi has no tokens left, or its settings say so. Asked without a
 * login, since the panel puts its menu together before. False where nobody answers.
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

/** Strapi's panel has no way to take an entry of its own out of the settings menu. */
export function hideStrapisEntries(): void {
  const style = document.createElement('style');
  // Sections of the menu are items too: only the innermost.
  style.textContent = ['a[href*="/settings/api-tokens?"]', 'a[href$="/settings/api-tokens"]', 'a[href$="/settings/admin-tokens"]']
    .map((link) => `nav li:not(:has(li)):has(${link})`).join(', ') + ' { display: none; }';
  document.head.append(style);
}
