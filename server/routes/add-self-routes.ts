import { PresentedToken } from '../admission/presented-token';
import type { GetSelf } from '../contract';
import type { Host, RequestContext, Strategy } from '../host';
import { answerErrors } from '../middlewares/answer-errors';
import { noStore } from '../middlewares/no-store';
import { self } from '../queries/self';
import type { TokenKind } from '../token/token-record';

/**
 * The routes by which a token learns what it is. They ask the plugin's own strategies alone, and for no scope. They are not among the routes that a
 * host finds in the plugin: their handlers would become actions that tokens can be granted, and `/:id` would answer first.
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
  // By this name the rules for Strapi's admin routes know it.
  server.routes(routeOf('admin', '/admin-tokens/self', ['plugin::api-tokens.admin-tokens.self']));
}

function withoutScope({ name, authenticate }: Strategy): Strategy {
  return { name, authenticate };
}
