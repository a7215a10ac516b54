module.exports = ({ env }) => ({
  'api-tokens': { enabled: true },
  'users-permissions': { config: { jwtSecret: env('JWT_SECRET') } },
});
