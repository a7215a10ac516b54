import type { AdminPermission, Database, Row } from '../../server/host';
import type { CmsAuth } from '../cms';
import { PolicyError, UnauthorizedError } from '../errors';
import { allowsOutright, createAbility } from './ability';
import type { AdminContext } from './admin-route';
import type { Actor, Caller } from './caller';
import { includesSuperAdmin, type PermissionService, toPermission } from './permission-service';
import { mayLogIn, type Sessions } from './services/sessions';
import { SESSION_STRATEGY } from './session-strategy';

/** Identifies callers. */
export interface Callers {
  /** The caller of an authorized request. */
  of(ctx: AdminContext): Caller;
  /**
   * The person or token behind {@link Actor.reference}; null if that no longer exists, has ended or was deactivated, or may no longer do
   * all of `actions`.
   */
  find(reference: string, actions: string[]): Promise<Actor | null>;
}

/** Whether a request was made by a person who is logged in, not by a token. */
export function isSession({ state }: AdminContext): boolean {
  return state.auth?.strategy?.name === SESSION_STRATEGY;
}

/** The actions that the policies of the request's route require. */
function actionsOf({ state }: AdminContext): string[] {
  const policies: Array<string | { config?: { actions?: string[] } }> = state.route.config?.policies ?? [];
  return policies.flatMap((policy) => (typeof policy === 'string' ? [] : policy.config?.actions ?? []));
}

/** See {@link Callers}. */
export function createCallers(
  db: Pick<Database, 'query'>, auth: Pick<CmsAuth, 'find'>, sessions: Sessions, permissions: PermissionService,
): Callers {
  function allows(granted: AdminPermission[], user: Row, actions: string[]): boolean {
    const ability = createAbility(granted, permissions.conditionProvider, user as { id: number });
    return actions.every((action) => allowsOutright(ability, action));
  }

  async function asPerson(user: Row | null): Promise<{ actor: Actor; user: Row } | null> {
    if (user === null || !mayLogIn(user)) return null;
    const { id, roles } = user;
    const reference = `${SESSION_STRATEGY}:${id}`;
    const granted = await permissions.findGranted(roles);
    return { actor: { userId: id, isSession: true, isSuperAdmin: includesSuperAdmin(roles), permissions: granted, reference }, user };
  }

  async function loadToken(strategyName: string, tokenId: string, ctx?: AdminContext): Promise<{ actor: Actor; user: Row } | null> {
    const found = await auth.find('admin', strategyName)?.reload?.(tokenId, ctx) ?? null;
    if (found === null) return null;
    const reference = `${strategyName}:${tokenId}`;
    const granted = found.permissions.map(toPermission);
    return { actor: { userId: found.owner.id, isSession: false, isSuperAdmin: false, permissions: granted, reference }, user: found.owner };
  }

  return {
    of(ctx) {
      const { auth: authenticated, sessionId, user } = ctx.state;
      return async () => {
        const loaded = isSession(ctx)
          ? await asPerson(await sessions.findUser({ sessionId, userId: user.id }))
          : await loadToken(authenticated.strategy.name, String(authenticated.credentials.tokenId), ctx);
        if (loaded === null) throw new UnauthorizedError();
        if (!allows(loaded.actor.permissions, loaded.user, actionsOf(ctx))) throw new PolicyError();
        return loaded.actor;
      };
    },

    async find(reference, actions) {
      const [strategyName = '', id = ''] = reference.split(':');
      const loaded = strategyName === SESSION_STRATEGY
        ? await asPerson(await db.query('admin::user').findOne({ where: { id }, populate: ['roles'] }))
        : await loadToken(strategyName, id);
      return loaded !== null && allows(loaded.actor.permissions, loaded.user, actions) ? loaded.actor : null;
    },
  };
}
