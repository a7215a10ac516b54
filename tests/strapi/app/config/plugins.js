module.exports = ({ env }) => ({
  'api-tokens': { enabled: env.bool('API_TOKENS_ENABLED', true) },
  'users-permissions': { config: { jwtSecret: env('JWT_SECRET') } },
});
