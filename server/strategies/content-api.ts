import { decide } from '../admission/decide';
import type { ContentCredential } from '../admission/credential';
import { PresentedToken } from '../admission/presented-token';
import { noteScopeDenial } from '../request/scope-denials';
import { RestrictedError } from '../errors';
import type { AuthInfo, RequestContext, RouteAuth, Strategy } from '../host';
import { authenticateBearer, type BearerServices } from './authenticate-bearer';
import { CONTENT_API_STRATEGY } from './names';
import { toHostError } from './host-error';

/** Authenticates content-API tokens on content-API routes, within their scope. */
export function contentApiStrategy(services: BearerServices): Strategy {
  return {
    name: CONTENT_API_STRATEGY,

    restrictionsOf: ({ credentials }) => (PresentedToken.credentialOf(credentials) as ContentCredential | null)?.restrictions ?? null,

    toRestricted(auth, denial) {
      const error = new RestrictedError(denial);
      noteScopeDenial(auth, error);
      return error;
    },

    authenticate: (ctx: RequestContext) => authenticateBearer(ctx, 'content-api', services),

    /** @throws {ForbiddenError} (see {@link toHostError}) if the token is not granted all of the route's scope */
    async verify(auth: AuthInfo, config: RouteAuth) {
      if (config === false) return;
      const credential = PresentedToken.credentialOf(auth.credentials);
      const verdict = decide.authorize(credential, { kind: 'content-api', now: Date.now(), scope: config.scope });
      if (verdict.allowed) return;
      const error = toHostError(verdict);
      noteScopeDenial(auth, error);
      throw error;
    },
  };
}
