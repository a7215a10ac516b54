import { answerErrors } from '../middlewares/answer-errors';
import { noStore } from '../middlewares/no-store';

const isAuthenticated = 'admin::isAuthenticatedAdmin';

/** An endpoint for tokens of one kind, for callers with the permission `<kind>.<verb>`. */
function endpoint(kind: 'api-tokens' | 'admin-tokens', method: string, path: string, action: string, verb: string) {
  return {
    method,
    path: `/${kind}${path}`,
    handler: `${kind}.${action}`,
    config: {
      policies: [
        isAuthenticated,
        { name: 'admin::hasPermissions', config: { actions: [`plugin::api-tokens.${kind}.${verb}`] } },
      ],
      middlewares: [noStore, answerErrors],
    },
  };
}

/** For callers who may see or create tokens, which the query checks. */
const restrictable = {
  method: 'GET',
  path: '/api-tokens/restrictable',
  handler: 'api-tokens.restrictable',
  config: { policies: [isAuthenticated], middlewares: [noStore, answerErrors] },
};

function crud(kind: 'api-tokens' | 'admin-tokens') {
  return [
    endpoint(kind, 'GET', '', 'find', 'read'),
    endpoint(kind, 'POST', '', 'create', 'create'),
    endpoint(kind, 'POST', '/identify', 'identify', 'read'),
    endpoint(kind, 'GET', '/usage', 'listUsage', 'read'),
    ...(kind === 'api-tokens' ? [endpoint(kind, 'GET', '/openapi.json', 'description', 'read'), restrictable, endpoint(kind, 'POST', '/preview-restrictions', 'previewRestrictions', 'create')] : []),
    endpoint(kind, 'GET', '/:id', 'findOne', 'read'),
    endpoint(kind, 'PUT', '/:id', 'update', 'update'),
    endpoint(kind, 'DELETE', '/:id', 'delete', 'delete'),
    endpoint(kind, 'POST', '/:id/explain', 'explain', 'read'),
    endpoint(kind, 'POST', '/:id/regenerate', 'regenerate', 'regenerate'),
    endpoint(kind, 'DELETE', '/:id/previous-key', 'endPreviousKey', 'regenerate'),
    endpoint(kind, 'GET', '/:id/usage', 'usage', 'read'),
    endpoint(kind, 'GET', '/:id/denials', 'denials', 'read'),
  ];
}

const policy = {
  method: 'GET',
  path: '/token-policy',
  handler: 'token-policy.find',
  config: { policies: [isAuthenticated], middlewares: [noStore, answerErrors] },
};

const clientAddress = {
  method: 'GET',
  path: '/client-address',
  handler: 'client-address.find',
  config: { policies: [isAuthenticated], middlewares: [noStore, answerErrors] },
};

/** For callers who may see the token or have `events.read`, which the query checks. */
function eventsOf(kind: 'api-tokens' | 'admin-tokens') {
  return {
    method: 'GET',
    path: `/${kind}/:id/events`,
    handler: `${kind}.events`,
    config: { policies: [isAuthenticated], middlewares: [noStore, answerErrors] },
  };
}

const events = {
  method: 'GET',
  path: '/token-events',
  handler: 'token-events.find',
  config: {
    policies: [isAuthenticated, { name: 'admin::hasPermissions', config: { actions: ['plugin::api-tokens.events.read'] } }],
    middlewares: [noStore, answerErrors],
  },
};

const secrets = {
  method: 'GET',
  path: '/token-secrets',
  handler: 'token-secrets.find',
  config: {
    policies: [isAuthenticated, { name: 'admin::hasPermissions', config: { actions: ['plugin::api-tokens.secrets.read'] } }],
    middlewares: [noStore, answerErrors],
  },
};

/** Endpoints for Strapi's own tokens, which can be imported. */
function strapiTokens(method: string, path: string, action: string) {
  return {
    method,
    path: `/strapi-tokens${path}`,
    handler: `strapi-tokens.${action}`,
    config: {
      policies: [isAuthenticated, { name: 'admin::hasPermissions', config: { actions: ['plugin::api-tokens.api-tokens.create'] } }],
      middlewares: [noStore, answerErrors],
    },
  };
}

/** The admin API of both kinds of token. */
export default {
  admin: {
    type: 'admin',
    // Without it the host would add the plugin's name as a prefix.
    prefix: '',
    routes: [
      ...crud('api-tokens'),
      ...crud('admin-tokens'),
      endpoint('admin-tokens', 'GET', '/:id/owner-permissions', 'ownerPermissions', 'read'),
      eventsOf('api-tokens'),
      eventsOf('admin-tokens'),
      events,
      policy,
      clientAddress,
      secrets,
      strapiTokens('GET', '', 'find'),
      strapiTokens('POST', '/import', 'import'),
    ],
  },
};
