import type { ServerResponse } from 'node:http';
import { TokenError } from '../errors';
import type { Authentication, Host, RequestContext } from '../host';
import { bearerOf } from '../middlewares/bearer';
import { ADMIN_STRATEGY } from '../strategies/names';
import { authenticateBearer, type BearerServices } from '../strategies/authenticate-bearer';

/** Strapi's own function, which its MCP server calls with the key of each request. */
type AuthenticateAdminToken = (key: string) => Promise<Authentication & { user?: unknown }>;

/** The path of Strapi's MCP server. */
const MCP_PATH = '/mcp';

/** JSON-RPC's code for a server error. */
const SERVER_ERROR = -32_000;

/** The path of Strapi's MCP server; null if none is running. */
export function mcpPathOf({ ai }: Pick<Host, 'ai'>): string | null {
  return ai?.mcp?.isRunning() ? MCP_PATH : null;
}

/**
 * Lets the plugin's admin tokens use Strapi's MCP server, within what they can currently do: it authenticates each request, and only offers and runs
 * tools that the returned ability allows. Everywhere else, and for keys that are not the plugin's, Strapi's function is used as before.
 */
export function acceptAtMcp(host: Pick<Host, 'requestContext' | 'service'>, services: BearerServices): void {
  const { requestContext } = host;
  if (requestContext === undefined) return;
  const tokens = host.service('admin::api-token-admin') as { authenticateAdminToken?: AuthenticateAdminToken } | undefined;
  const usual = tokens?.authenticateAdminToken;
  if (tokens === undefined || typeof usual !== 'function') return;

  tokens.authenticateAdminToken = async function authenticateAdminToken(this: unknown, key) {
    const ctx = requestContext.get() as RequestContext | undefined;
    // On other routes, the plugin's strategy has already run, with its own rules.
    const { route } = ctx?.state ?? {};
    if (ctx === undefined || route?.path !== MCP_PATH || route.config?.auth !== false || bearerOf(ctx)?.key !== key) return usual.call(this, key);
    let user: unknown;
    const answer = await authenticateBearer(ctx, 'admin', services, async ({ owner }) => {
      user = { ...owner, roles: [] };
    });
    if (!answer.authenticated) {
      if (answer.error === undefined) return usual.call(this, key);
      if (answer.error instanceof TokenError && answer.error.status !== 401) refuse(ctx, answer.error);
      return answer;
    }
    ctx.state.auth = { strategy: { name: ADMIN_STRATEGY }, credentials: answer.credentials, ability: answer.ability };
    return { ...answer, user };
  };
}

/**
 * Strapi's server responds to every denial with 401, upon which clients ask people to log in; it does not touch a response that has already been
 * sent.
 */
function refuse(ctx: RequestContext, { status, message, details }: TokenError): void {
  const response = ctx.res as ServerResponse;
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify({ jsonrpc: '2.0', error: { code: SERVER_ERROR, message, data: details }, id: null }));
}
