import { FORBIDDEN } from '../admission/checks/in-scope';
import { PresentedToken } from '../admission/presented-token';
import { grants } from '../grant/permission-limit';
import type { Host, RequestContext } from '../host';
import type { ReloadToken } from '../reload-token';
import { toHostError } from '../strategies/host-error';
import { ADMIN_STRATEGY } from '../strategies/names';
import { createStrapiAdminRoutes, requiredActions } from './strapi-admin-routes';

/**
 * Asks once more, right before Strapi writes a user, a role or its permissions for an admin token: something slow may have come between the
 * request's authentication and the write (a password is hashed, a body arrives), in which the token was revoked or narrowed.
 */
export function watchWrites(host: Pick<Host, 'db' | 'requestContext'>, reload: ReloadToken): void {
  const { requestContext } = host;
  // A host without one makes its changes in transactions of its own, and asks there.
  if (requestContext === undefined) return;
  const hold = createStrapiAdminRoutes(host);

  async function assertStillAllowed(): Promise<void> {
    const ctx = requestContext!.get() as RequestContext | undefined;
    const auth = ctx?.state.auth;
    if (ctx === undefined || auth?.strategy?.name !== ADMIN_STRATEGY) return;
    const credential = PresentedToken.credentialOf(auth.credentials);
    const now = credential?.kind === 'admin' ? await reload(credential.tokenId) : null;
    if (credential?.kind !== 'admin' || now === null) throw toHostError(FORBIDDEN);
    if (requiredActions(ctx).some((action) => !grants(now.permissions, action))) throw toHostError(FORBIDDEN);
    await hold(ctx, { ...credential, ...now }).catch(() => {
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
