import revision from './revision/schema.json';
import token from './token/schema.json';
import tokenPermission from './token-permission/schema.json';

/** The uid of the content type that holds tokens of both kinds. */
export const TOKEN = 'plugin::api-tokens.token';

/** The uid of the content type that holds what a token may do, one action each. */
export const TOKEN_PERMISSION = 'plugin::api-tokens.token-permission';

/** The uid of the content type whose single record is the plugin's lock and revision. */
export const REVISION = 'plugin::api-tokens.revision';

/** The content types that the plugin brings, by singular name. */
export const contentTypes = {
  token: { schema: token },
  'token-permission': { schema: tokenPermission },
  revision: { schema: revision },
};
