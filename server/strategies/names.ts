/** The name under which content-API tokens are registered with the host's authentication. */
export const CONTENT_API_STRATEGY = 'api-tokens-content-api';

/** The name under which admin tokens are registered with the host's authentication. */
export const ADMIN_STRATEGY = 'api-tokens-admin';
