import { allows } from '../access/scope';
import type { AuthInfo, RouteAuth, Strategy } from '../host';
import type { Authenticator } from '../services/authenticator';
import { CONTENT_API_STRATEGY } from './names';
import { authenticateBearer } from './authenticate-bearer';
import { scopeRefusal } from './scope-refusal';

/** Lets content-API tokens in on content-API routes, within their scope. */
export function contentApiStrategy(authenticator: Authenticator): Strategy {
  return {
    name: CONTENT_API_STRATEGY,

    authenticate: (ctx) => authenticateBearer(
      ctx,
      (bearer) => authenticator.authenticate(bearer, 'content-api'),
      (credentials) => ({ authenticated: true, credentials }),
    ),

    /** @throws {ForbiddenError} (see {@link scopeRefusal}) where the token does not open all of the route's scope */
    verify({ credentials }: AuthInfo, config: RouteAuth) {
      if (config !== false && !allows(credentials, config.scope)) throw scopeRefusal();
    },
  };
}
