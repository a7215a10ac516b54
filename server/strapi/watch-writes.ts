import { FORBIDDEN, outOfScope } from '../admission/checks/in-scope';
import { PresentedToken } from '../admission/presented-token';
import { grants } from '../grant/permission-limit';
import type { Host, RequestContext } from '../host';
import { requiredActions } from '../request/required-actions';
import type { ReloadToken } from '../credentials/reload-token';
import { toHostError } from '../strategies/host-error';
import { ADMIN_STRATEGY } from '../strategies/names';
import { createStrapiAdminRoutes } from './strapi-admin-routes';

/**
 * Authorizes an admin token again, right before Strapi writes a user, a role or its permissions: the token may have been revoked or narrowed since
 * the request was authenticated, while a password was hashed or a body received.
 */
export function watchWrites(host: Pick<Host, 'db' | 'requestContext'>, reload: ReloadToken): void {
  const { requestContext } = host;
  // A host without request contexts makes its changes in its own transactions, and checks there.
  if (requestContext === undefined) return;
  const strapiAdminRoutes = createStrapiAdminRoutes(host);

  async function assertStillAllowed(): Promise<void> {
    const ctx = requestContext!.get() as RequestContext | undefined;
    const auth = ctx?.state.auth;
    if (ctx === undefined || auth?.strategy?.name !== ADMIN_STRATEGY) return;
    const credential = PresentedToken.credentialOf(auth.credentials);
    const now = credential?.kind === 'admin' ? await reload(credential.tokenId) : null;
    if (credential?.kind !== 'admin' || now === null) throw toHostError(FORBIDDEN);
    const required = requiredActions(ctx.state.route);
    if (required.some((action) => !grants(now.permissions, action))) throw toHostError(outOfScope(required));
    await strapiAdminRoutes.hold(ctx, { ...credential, ...now }).catch(() => {
      throw toHostError(FORBIDDEN);
    });
  }

  host.db.lifecycles.subscribe({
    models: ['admin::user', 'admin::role', 'admin::permission'],
    beforeCreate: assertStillAllowed,
    beforeCreateMany: assertStillAllowed,
    beforeUpdate: assertStillAllowed,
    beforeUpdateMany: assertStillAllowed,
    beforeDelete: assertStillAllowed,
    beforeDeleteMany: assertStillAllowed,
  });
}
