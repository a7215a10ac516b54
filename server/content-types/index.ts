import change from './change/schema.json';
import revision from './revision/schema.json';
import token from './token/schema.json';
import tokenKey from './token-key/schema.json';
import tokenPermission from './token-permission/schema.json';

/** The content types that the plugin brings, by singular name. */
export const contentTypes = {
  token: { schema: token },
  'token-key': { schema: tokenKey },
  'token-permission': { schema: tokenPermission },
  revision: { schema: revision },
  change: { schema: change },
};
