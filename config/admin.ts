import type { ConfigFactory } from '../cms/config/env';

/** Everything about the admin side: sessions, API tokens, secrets. docs/settings.md lists each setting with its meaning. */
const admin: ConfigFactory = ({ env }) => ({
  auth: {
    secret: env('ADMIN_JWT_SECRET'),
  },
  apiToken: {
    salt: env('API_TOKEN_SALT'),
    previousSalts: env.array('API_TOKEN_PREVIOUS_SALTS', []),
    keyPrefix: env('API_TOKEN_KEY_PREFIX', 'cms'),
    track: env.json('API_TOKEN_TRACK', {}),
    policy: env.json('API_TOKEN_POLICY', {}),
    readActions: env.array('API_TOKEN_READ_ACTIONS', []),
    leaks: env('API_TOKEN_LEAKS', 'pause'),
    tokens: env.json('API_TOKENS', []),
    events: {
      retentionDays: env.int('API_TOKEN_EVENTS_RETENTION_DAYS', 90),
    },
    redisUrl: env('REDIS_URL'),
    cache: {
      revalidateMs: env.int('API_TOKEN_REVALIDATE_MS', 1000),
      maxStaleMs: env.int('API_TOKEN_MAX_STALE_MS', 5000),
      maxEntries: env.int('API_TOKEN_MAX_ENTRIES', 10_000),
    },
  },
  secrets: {
    encryptionKey: env('ENCRYPTION_KEY'),
    previousEncryptionKeys: env.array('PREVIOUS_ENCRYPTION_KEYS', []),
  },
  roles: {
    /** What the Editor role may do in a fresh CMS: see tokens, but no keys. */
    editor: [
      'plugin::api-tokens.api-tokens.access',
      'plugin::api-tokens.api-tokens.read',
      'plugin::api-tokens.admin-tokens.access',
      'plugin::api-tokens.admin-tokens.read',
    ],
  },
});

export default admin;
