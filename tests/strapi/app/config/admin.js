module.exports = ({ env }) => ({
  auth: { secret: env('ADMIN_JWT_SECRET') },
  apiToken: {
    salt: env('API_TOKEN_SALT'),
    previousSalts: env.array('API_TOKEN_PREVIOUS_SALTS', []).filter(Boolean),
    hideStrapiPages: env.bool('HIDE_STRAPI_PAGES', false),
    tokens: env.json('API_TOKENS', []),
    readActions: env.array('API_TOKEN_READ_ACTIONS', []).filter(Boolean),
    leaks: env('API_TOKEN_LEAKS', 'pause'),
  },
  transfer: { token: { salt: env('TRANSFER_TOKEN_SALT') } },
  secrets: { encryptionKey: env('ENCRYPTION_KEY'), previousEncryptionKeys: env.array('PREVIOUS_ENCRYPTION_KEYS', []).filter(Boolean) },
  // The tests log in more often than people do.
  rateLimit: { enabled: false },
});
