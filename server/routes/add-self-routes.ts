import { PresentedToken } from '../admission/presented-token';
import type { GetSelf } from '../contract';
import type { Host, RequestContext, Strategy } from '../host';
import { answerErrors } from '../middlewares/answer-errors';
import { noStore } from '../middlewares/no-store';
import { self } from '../queries/self';
import type { TokenKind } from '../token/token-record';

/**
 * Adds the routes that describe the calling token. They only use the plugin's own strategies, and require no scope. They are not among the routes
 * that the plugin exports: their handlers would become actions that tokens can be granted, and `/:id` would match first.
 */
export function addSelfRoutes({ server }: Pick<Host, 'server'>, strategies: Record<TokenKind, Strategy>): void {
  function answer(ctx: RequestContext): void {
    const credential = PresentedToken.credentialOf(ctx.state.auth.credentials)!;
    ctx.body = { data: self(credential) } satisfies GetSelf['Response'];
  }

  const routeOf = (kind: TokenKind, path: string, scope: string[]) => ({
    type: kind,
    routes: [{
      method: 'GET',
      path,
      handler: answer,
      info: { pluginName: 'api-tokens' },
      config: { auth: { scope, strategies: [withoutScope(strategies[kind])] }, middlewares: [noStore, answerErrors] },
    }],
  });

  server.routes(routeOf('content-api', '/api-tokens/self', []));
  // The rules for Strapi's admin routes refer to it by this name.
  server.routes(routeOf('admin', '/admin-tokens/self', ['plugin::api-tokens.admin-tokens.self']));
}

function withoutScope({ name, authenticate }: Strategy): Strategy {
  return { name, authenticate };
}
