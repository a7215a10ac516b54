import type { AdminPermission, Row } from '../../server/host';
import type { CmsAuth } from '../cms';
import { PolicyError, UnauthorizedError } from '../errors';
import { allowsOutright, createAbility } from './ability';
import type { AdminContext } from './admin-route';
import type { Actor, Caller } from './caller';
import { includesSuperAdmin, type PermissionService, toPermission } from './permission-service';
import type { Sessions } from './services/sessions';
import { SESSION_STRATEGY } from './session-strategy';

/** Finds out who calls. */
export interface Callers {
  /** The caller of a request that was admitted to a route. */
  of(ctx: AdminContext): Caller;
  /** The token behind {@link Actor.token}; null where it has ended, or may not do all of `actions` any more. */
  findToken(token: string, actions: string[]): Promise<Actor | null>;
}

/** Whether a request was made by a person who is logged in, and not by a token. */
export function isSession({ state }: AdminContext): boolean {
  return state.auth?.strategy?.name === SESSION_STRATEGY;
}

/** The actions that the policies of the request's route ask for. */
function actionsOf({ state }: AdminContext): string[] {
  const policies: Array<string | { config?: { actions?: string[] } }> = state.route.config?.policies ?? [];
  return policies.flatMap((policy) => (typeof policy === 'string' ? [] : policy.config?.actions ?? []));
}

/** See {@link Callers}. */
export function createCallers(auth: Pick<CmsAuth, 'find'>, sessions: Sessions, permissions: PermissionService): Callers {
  function allows(granted: AdminPermission[], user: Row, actions: string[]): boolean {
    const ability = createAbility(granted, permissions.conditionProvider, user as { id: number });
    return actions.every((action) => allowsOutright(ability, action));
  }

  async function loadPerson(sessionId: string): Promise<{ actor: Actor; user: Row } | null> {
    const user = await sessions.findUser(sessionId);
    if (user === null) return null;
    const isSuperAdmin = includesSuperAdmin(user.roles);
    return { actor: { userId: user.id, isSession: true, isSuperAdmin, permissions: await permissions.findGranted(user.roles), token: null }, user };
  }

  async function loadToken(strategyName: string, tokenId: string, ctx?: AdminContext): Promise<{ actor: Actor; user: Row } | null> {
    const found = await auth.find('admin', strategyName)?.reload?.(tokenId, ctx) ?? null;
    if (found === null) return null;
    const token = `${strategyName}:${tokenId}`;
    const granted = found.permissions.map(toPermission);
    return { actor: { userId: found.owner.id, isSession: false, isSuperAdmin: false, permissions: granted, token }, user: found.owner };
  }

  return {
    of(ctx) {
      const { auth: authenticated, sessionId } = ctx.state;
      return async () => {
        const loaded = isSession(ctx)
          ? await loadPerson(sessionId)
          : await loadToken(authenticated.strategy.name, String(authenticated.credentials.tokenId), ctx);
        if (loaded === null) throw new UnauthorizedError();
        if (!allows(loaded.actor.permissions, loaded.user, actionsOf(ctx))) throw new PolicyError();
        return loaded.actor;
      };
    },

    async findToken(token, actions) {
      const [strategyName = '', tokenId = ''] = token.split(':');
      const loaded = await loadToken(strategyName, tokenId);
      return loaded !== null && allows(loaded.actor.permissions, loaded.user, actions) ? loaded.actor : null;
    },
  };
}
