import { answerErrors } from '../middlewares/answer-errors';
import { noStore } from '../middlewares/no-store';

const isAuthenticated = 'admin::isAuthenticatedAdmin';

/** An endpoint of tokens of one kind, open to whoever has the permission `<kind>.<verb>`. */
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

function crud(kind: 'api-tokens' | 'admin-tokens') {
  return [
    endpoint(kind, 'GET', '', 'find', 'read'),
    endpoint(kind, 'POST', '', 'create', 'create'),
    endpoint(kind, 'GET', '/:id', 'findOne', 'read'),
    endpoint(kind, 'PUT', '/:id', 'update', 'update'),
    endpoint(kind, 'DELETE', '/:id', 'delete', 'delete'),
    endpoint(kind, 'POST', '/:id/regenerate', 'regenerate', 'regenerate'),
  ];
}

/** The admin API of both kinds of token. */
export default {
  admin: {
    type: 'admin',
    // Without it the host would put the plugin's name in front.
    prefix: '',
    routes: [
      ...crud('api-tokens'),
      ...crud('admin-tokens'),
      endpoint('admin-tokens', 'GET', '/:id/owner-permissions', 'ownerPermissions', 'read'),
    ],
  },
};
