/** Strapi's own e-mail provider, which delivers to a test's mail server. */
const email = (port) => ({
  config: { provider: 'sendmail', providerOptions: { devPort: port, devHost: '127.0.0.1' }, settings: { defaultFrom: 'cms@example.com', defaultReplyTo: 'cms@example.com' } },
});

module.exports = ({ env }) => ({
  'api-tokens': {
    enabled: env.bool('API_TOKENS_ENABLED', true),
    // Another version than the one that is installed.
    ...(env('API_TOKENS_FOLDER') && { resolve: env('API_TOKENS_FOLDER') }),
  },
  'users-permissions': { config: { jwtSecret: env('JWT_SECRET') } },
  ...(env('SMTP_PORT') && { email: email(env.int('SMTP_PORT')) }),
});
