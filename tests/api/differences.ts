import type { ApiHost } from '../support/hosts/api-host';

/** All that differs between the hosts in what the API suite looks at, each with its reason. */
export const differences = {
  /** Strapi puts no `/admin` in front of a plugin's admin routes; its own `/admin/api-tokens` stay where they are. */
  pluginPrefix: { bundled: '/admin', strapi: '' },

  /** The tokens of a fresh CMS: Strapi makes some of its own, and then the plugin makes none. */
  firstTokens: { bundled: [['Full Access', 'full-access'], ['Read Only', 'read-only']] as string[][], strapi: [] as string[][] },

  /** Content without a key: in Strapi the Users & Permissions plugin lets everybody in, as a role `Public` that may do nothing. */
  contentWithoutKey: { bundled: 401, strapi: 403 },

  /** Asking for related records that a key does not open: Strapi leaves them out; the bundled CMS ignores no parameter. */
  relationOutOfScope: { bundled: 400, strapi: 200 },

  /** What the owner may do is asked for with the token's own `owner-permissions`; Strapi's answer would be all of the owner's. */
  ownPermissionsByToken: { bundled: 200, strapi: 403 },

  /** Only in Strapi are there tokens of Strapi's own, which can be imported. */
  importOfStrapiTokens: { bundled: 404, strapi: 200 },

  /** The bundled CMS has one locale; a request that names another is invalid for every token. */
  otherLocales: { bundled: [] as string[], strapi: ['fr'] as string[] },

  /** Strapi's request log holds URLs with their query string; a key that somebody puts there stands in it. */
  queryStringsInLog: { bundled: false, strapi: true },
} as const;

/** What of a difference holds for a host. */
export function onHost<Value>(host: ApiHost, difference: { readonly bundled: Value; readonly strapi: Value }): Value {
  return difference[host.kind];
}
