import type { ContentCredential } from '../admission/credential';
import { PresentedToken } from '../admission/presented-token';
import type { Authenticator } from '../authenticator';
import { allows } from '../grant/scope';
import type { Authentication, AuthInfo, RouteAuth, Strategy } from '../host';
import type { Bearer } from '../key/bearer';
import { CONTENT_API_STRATEGY } from './names';
import { authenticateBearer } from './authenticate-bearer';
import { scopeRefusal } from './scope-refusal';

/** Lets content-API tokens in on content-API routes, within their scope. */
export function contentApiStrategy(authenticator: Authenticator): Strategy {
  const find = (bearer: Bearer) => authenticator.authenticate(bearer, 'content-api');
  const admit = (credentials: ContentCredential): Authentication => ({ authenticated: true, credentials: credentials.presented });

  return {
    name: CONTENT_API_STRATEGY,

    authenticate: (ctx) => authenticateBearer(ctx, find, admit),

    /** @throws {ForbiddenError} (see {@link scopeRefusal}) where the token does not open all of the route's scope */
    verify({ credentials }: AuthInfo, config: RouteAuth) {
      const credential = PresentedToken.credentialOf<ContentCredential>(credentials);
      if (config !== false && (credential === null || !allows(credential, config.scope))) throw scopeRefusal();
    },
  };
}
