import change from './change/schema.json';
import denial from './denial/schema.json';
import revision from './revision/schema.json';
import token from './token/schema.json';
import tokenEvent from './token-event/schema.json';
import tokenKey from './token-key/schema.json';
import tokenPermission from './token-permission/schema.json';
import usage from './usage/schema.json';
import usageAction from './usage-action/schema.json';

/** The plugin's content types, by singular name. */
export const contentTypes = {
  token: { schema: token },
  'token-key': { schema: tokenKey },
  'token-permission': { schema: tokenPermission },
  'token-event': { schema: tokenEvent },
  revision: { schema: revision },
  change: { schema: change },
  usage: { schema: usage },
  'usage-action': { schema: usageAction },
  denial: { schema: denial },
};
