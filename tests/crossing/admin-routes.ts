/**
 * Every route of the admin API and who gets in.
 *
 * `or` is another action that is enough. `needs` says for whom the route is: `public` for everybody; `known` for whoever is logged in or has
 * an admin token; `session` for people alone; `token` for admin tokens alone; otherwise the action that is needed, whoever asks. `in` is the
 * status of the answer to who gets in, for a
 * request that changes nothing: ids are unknown ones and bodies are left out. Who does not get in is answered with 401 where
 * nobody is known behind the request, and with 403 otherwise.
 */
export interface AdminRoute {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  needs: string;
  or?: string;
  in: number;
}

const users = (verb: string) => `admin::users.${verb}`;
const roles = (verb: string) => `admin::roles.${verb}`;
const contentTokens = (verb: string) => `plugin::api-tokens.api-tokens.${verb}`;
const adminTokens = (verb: string) => `plugin::api-tokens.admin-tokens.${verb}`;

/** See {@link AdminRoute}. Logging out comes last, since it ends the sessions of those who may. */
export const adminRoutes: AdminRoute[] = [
  { method: 'GET', path: '/admin/init', needs: 'public', in: 200 },
  { method: 'POST', path: '/admin/register-admin', needs: 'public', in: 400 },
  { method: 'POST', path: '/admin/login', needs: 'public', in: 400 },
  // Nobody in the table sends a refresh cookie; that is what this 401 is about.
  { method: 'POST', path: '/admin/access-token', needs: 'public', in: 401 },
  { method: 'GET', path: '/admin/registration-info', needs: 'public', in: 400 },
  { method: 'POST', path: '/admin/register', needs: 'public', in: 400 },

  { method: 'GET', path: '/admin/users/me', needs: 'known', in: 200 },
  { method: 'PUT', path: '/admin/users/me', needs: 'session', in: 400 },
  { method: 'GET', path: '/admin/users/me/permissions', needs: 'known', in: 200 },
  { method: 'GET', path: '/admin/permissions', needs: 'known', in: 200 },
  { method: 'GET', path: '/admin/content-api/permissions', needs: 'known', in: 200 },
  { method: 'GET', path: '/admin/content-api/routes', needs: 'known', in: 200 },
  { method: 'GET', path: '/admin/token-policy', needs: 'known', in: 200 },
  { method: 'GET', path: '/admin/client-address', needs: 'known', in: 200 },
  { method: 'GET', path: '/admin/token-secrets', needs: 'plugin::api-tokens.secrets.read', in: 200 },
  { method: 'GET', path: '/admin/token-events', needs: 'plugin::api-tokens.events.read', in: 200 },

  // The bundled CMS has no tokens besides the plugin's.
  { method: 'GET', path: '/admin/strapi-tokens', needs: contentTokens('create'), in: 404 },
  { method: 'POST', path: '/admin/strapi-tokens/import', needs: contentTokens('create'), in: 404 },

  { method: 'POST', path: '/admin/users', needs: users('create'), in: 400 },
  { method: 'POST', path: '/admin/users/:id/invitation', needs: users('create'), in: 404 },
  { method: 'GET', path: '/admin/users', needs: users('read'), in: 200 },
  { method: 'GET', path: '/admin/users/:id', needs: users('read'), in: 404 },
  { method: 'PUT', path: '/admin/users/:id', needs: users('update'), in: 400 },
  { method: 'DELETE', path: '/admin/users/:id', needs: users('delete'), in: 404 },
  { method: 'POST', path: '/admin/users/batch-delete', needs: users('delete'), in: 400 },

  { method: 'POST', path: '/admin/roles', needs: roles('create'), in: 400 },
  { method: 'GET', path: '/admin/roles', needs: roles('read'), in: 200 },
  { method: 'GET', path: '/admin/roles/:id', needs: roles('read'), in: 404 },
  { method: 'PUT', path: '/admin/roles/:id', needs: roles('update'), in: 400 },
  { method: 'DELETE', path: '/admin/roles/:id', needs: roles('delete'), in: 404 },
  { method: 'POST', path: '/admin/roles/batch-delete', needs: roles('delete'), in: 400 },
  { method: 'GET', path: '/admin/roles/:id/permissions', needs: roles('read'), in: 404 },
  { method: 'PUT', path: '/admin/roles/:id/permissions', needs: roles('update'), in: 400 },

  { method: 'GET', path: '/admin/api-tokens', needs: contentTokens('read'), in: 200 },
  { method: 'POST', path: '/admin/api-tokens', needs: contentTokens('create'), in: 400 },
  { method: 'POST', path: '/admin/api-tokens/identify', needs: contentTokens('read'), in: 400 },
  { method: 'GET', path: '/admin/api-tokens/openapi.json', needs: contentTokens('read'), in: 200 },
  { method: 'GET', path: '/admin/api-tokens/restrictable', needs: contentTokens('read'), or: contentTokens('create'), in: 200 },
  { method: 'POST', path: '/admin/api-tokens/preview-restrictions', needs: contentTokens('create'), in: 400 },
  { method: 'GET', path: '/admin/api-tokens/:id', needs: contentTokens('read'), in: 404 },
  { method: 'PUT', path: '/admin/api-tokens/:id', needs: contentTokens('update'), in: 400 },
  { method: 'DELETE', path: '/admin/api-tokens/:id', needs: contentTokens('delete'), in: 200 },
  { method: 'POST', path: '/admin/api-tokens/:id/explain', needs: contentTokens('read'), in: 400 },
  { method: 'POST', path: '/admin/api-tokens/:id/regenerate', needs: contentTokens('regenerate'), in: 404 },
  { method: 'DELETE', path: '/admin/api-tokens/:id/previous-key', needs: contentTokens('regenerate'), in: 404 },
  { method: 'GET', path: '/admin/api-tokens/usage', needs: contentTokens('read'), in: 400 },
  { method: 'GET', path: '/admin/api-tokens/:id/usage', needs: contentTokens('read'), in: 404 },
  { method: 'GET', path: '/admin/api-tokens/:id/denials', needs: contentTokens('read'), in: 404 },
  { method: 'GET', path: '/admin/api-tokens/:id/events', needs: contentTokens('read'), or: 'plugin::api-tokens.events.read', in: 404 },

  { method: 'GET', path: '/admin/admin-tokens', needs: adminTokens('read'), in: 200 },
  { method: 'POST', path: '/admin/admin-tokens', needs: adminTokens('create'), in: 400 },
  { method: 'POST', path: '/admin/admin-tokens/identify', needs: adminTokens('read'), in: 400 },
  { method: 'GET', path: '/admin/admin-tokens/self', needs: 'token', in: 200 },
  { method: 'GET', path: '/admin/admin-tokens/:id', needs: adminTokens('read'), in: 404 },
  { method: 'PUT', path: '/admin/admin-tokens/:id', needs: adminTokens('update'), in: 400 },
  { method: 'DELETE', path: '/admin/admin-tokens/:id', needs: adminTokens('delete'), in: 404 },
  { method: 'POST', path: '/admin/admin-tokens/:id/explain', needs: adminTokens('read'), in: 400 },
  { method: 'POST', path: '/admin/admin-tokens/:id/regenerate', needs: adminTokens('regenerate'), in: 404 },
  { method: 'DELETE', path: '/admin/admin-tokens/:id/previous-key', needs: adminTokens('regenerate'), in: 404 },
  { method: 'GET', path: '/admin/admin-tokens/usage', needs: adminTokens('read'), in: 400 },
  { method: 'GET', path: '/admin/admin-tokens/:id/usage', needs: adminTokens('read'), in: 404 },
  { method: 'GET', path: '/admin/admin-tokens/:id/denials', needs: adminTokens('read'), in: 404 },
  { method: 'GET', path: '/admin/admin-tokens/:id/owner-permissions', needs: adminTokens('read'), in: 404 },
  { method: 'GET', path: '/admin/admin-tokens/:id/events', needs: adminTokens('read'), or: 'plugin::api-tokens.events.read', in: 404 },

  { method: 'POST', path: '/admin/logout', needs: 'session', in: 200 },
];
