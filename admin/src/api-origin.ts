/** The address of the host's API with its path, as its panel knows it: the panel's own origin unless they are deployed separately. */
export function apiOrigin(): string {
  const { backendURL } = (window as { strapi?: { backendURL?: string } }).strapi ?? {};
  return new URL(backendURL || '/', window.location.origin).href;
}
