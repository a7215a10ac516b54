module.exports = ({ env }) => ({
  'api-tokens': {
    enabled: env.bool('API_TOKENS_ENABLED', true),
    // Another version than the one that is installed.
    ...(env('API_TOKENS_FOLDER') && { resolve: env('API_TOKENS_FOLDER') }),
  },
  'users-permissions': { config: { jwtSecret: env('JWT_SECRET') } },
});
