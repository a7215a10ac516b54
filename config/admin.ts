import type { ConfigFactory } from '../cms/config/env';

/** Everything about the admin side: sessions, API tokens, secrets. The README lists each setting with its meaning. */
const admin: ConfigFactory = ({ env }) => ({
  auth: {
    secret: env('ADMIN_JWT_SECRET'),
  },
  apiToken: {
    salt: env('API_TOKEN_SALT'),
    keyPrefix: env('API_TOKEN_KEY_PREFIX', 'cms'),
    trackLastUse: env.bool('API_TOKEN_TRACK_LAST_USE', true),
    cache: {
      revalidateMs: env.int('API_TOKEN_REVALIDATE_MS', 1000),
      maxStaleMs: env.int('API_TOKEN_MAX_STALE_MS', 5000),
      maxEntries: env.int('API_TOKEN_MAX_ENTRIES', 10_000),
    },
  },
  secrets: {
    encryptionKey: env('ENCRYPTION_KEY'),
  },
  roles: {
    /** What the Editor role may do in a fresh CMS: see which tokens there are, but no key. */
    editor: [
      'plugin::api-tokens.api-tokens.access',
      'plugin::api-tokens.api-tokens.read',
      'plugin::api-tokens.admin-tokens.access',
      'plugin::api-tokens.admin-tokens.read',
    ],
  },
});

export default admin;
