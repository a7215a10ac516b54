import { decide } from '../admission/decide';
import { PresentedToken } from '../admission/presented-token';
import type { AuthInfo, RequestContext, RouteAuth, Strategy } from '../host';
import { authenticateBearer, type BearerServices } from './authenticate-bearer';
import { CONTENT_API_STRATEGY } from './names';
import { toHostError } from './host-error';

/** Authenticates content-API tokens on content-API routes, within their scope. */
export function contentApiStrategy(services: BearerServices): Strategy {
  return {
    name: CONTENT_API_STRATEGY,

    authenticate: (ctx: RequestContext) => authenticateBearer(ctx, 'content-api', services, async ({ presented }) => (
      { authenticated: true, credentials: presented })),

    /** @throws {ForbiddenError} (see {@link toHostError}) where the token is not granted all of the route's scope */
    async verify({ credentials }: AuthInfo, config: RouteAuth) {
      if (config === false) return;
      const credential = PresentedToken.credentialOf(credentials);
      const verdict = decide.authorize(credential, { kind: 'content-api', now: Date.now(), scope: config.scope });
      if (!verdict.allowed) throw toHostError(verdict);
    },
  };
}
