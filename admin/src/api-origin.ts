/** The address of the host's API with its path, as its panel knows it: the panel's own unless they are apart. */
export function apiOrigin(): string {
  const { backendURL } = (window as { strapi?: { backendURL?: string } }).strapi ?? {};
  return new URL(backendURL || '/', window.location.origin).href;
}
