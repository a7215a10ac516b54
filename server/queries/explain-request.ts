import { FORBIDDEN } from '../admission/checks/in-scope';
import type { AdmissionRequest } from '../admission/check';
import type { AdminCredential, ContentCredential } from '../admission/credential';
import { explain } from '../admission/decide';
import type { Caller, Callers } from '../callers';
import type { Explanation, ExplainToken } from '../contract';
import type { CredentialOf } from '../credentials/credential-of';
import { NotFoundError } from '../errors';
import { narrowRead, narrowWrite, type Content, type RestrictionDenial } from '../grant/restrictions';
import { covers } from '../grant/scope';
import type { FoundRoute, Host, Id } from '../host';
import { requiredActions, requiredScope } from '../request/required-actions';
import type { RateLimiter } from '../rate-limit/rate-limiter';
import type { Store } from '../store/store';
import { createStrapiAdminRoutes, PERMISSION_POLICIES } from '../strapi/strapi-admin-routes';
import { ADMIN_STRATEGY, CONTENT_API_STRATEGY } from '../strategies/names';
import type { TokenKind } from '../token/token-record';
import { maySee } from './admin-token-queries';

/** The bundled CMS's policy for routes that require a login: no token passes it. */
const SESSION_POLICY = 'admin::isSession';

const CHANGES = { create: 'create', update: 'update', delete: 'delete' } as const;

/**
 * Whether a request with the current key of a token would be admitted now. Denials by a handler, or in Strapi by the project's own policies, are not
 * predicted, nor are denials by restrictions that depend on the query or the body. Rejects as {@link Callers.authorize} does.
 * @throws {NotFoundError} for an unknown token, for one that the caller may not see, and if no route matches
 */
export type ExplainRequest = (caller: Caller, id: Id, request: ExplainToken['Request']) => Promise<Explanation>;

/** The function for each kind of token: see {@link ExplainRequest}. */
export function createExplain(
  host: Pick<Host, 'policy' | 'contentAPI' | 'db'>, findRoute: NonNullable<Host['findRoute']>, store: Store, callers: Callers, credentialOf: CredentialOf, rateLimiter: Pick<RateLimiter, 'peek'>,
): (kind: TokenKind) => ExplainRequest {
  const strapiAdminRoutes = createStrapiAdminRoutes(host);

  /** Whether the policies that require permissions let a token's ability pass. */
  async function isGrantedByHost({ config, params }: FoundRoute, { ability, owner }: AdminCredential): Promise<boolean> {
    const ctx = { type: 'admin', is: () => true, params, state: { userAbility: ability, user: owner, route: { config } } };
    for (const { name, settings } of policiesOf(config)) {
      if (PERMISSION_POLICIES.has(name) && !(await policyNamed(name)(ctx, settings))) return false;
    }
    return true;
  }

  /** Whether a token may use a route for what its path names, whatever its permissions. */
  async function isOpenTo(credential: AdminCredential, { config, info, params }: FoundRoute, isAdmitted: boolean): Promise<boolean> {
    const isForTokens = !policiesOf(config).some(({ name }) => name === SESSION_POLICY) && strapiAdminRoutes.isForTokens({ config, info }, params);
    // What an account or a role may do is only told if the request would tell it too.
    return isForTokens && (!isAdmitted || strapiAdminRoutes.isOpenTo(credential, { config, info }, params));
  }

  /** The denial of a request by restrictions, as far as route, locale and status determine it; null if there is none. */
  async function restrictionOf(
    credential: ContentCredential, action: string | null, isScoped: boolean, scope: readonly string[], { locale, status }: Pick<ExplainToken['Request'], 'locale' | 'status'>,
  ): Promise<Pick<RestrictionDenial, 'restriction'> | null> {
    const { restrictions } = credential;
    if (restrictions === null) return null;
    const isUnnamed = isScoped && !covers(credential, scope) && covers({ ...credential, restrictions: null }, scope);
    if (isUnnamed) return { restriction: 'row' };
    const { restrictable } = host.contentAPI;
    if (action === null || restrictable?.isAction(action) !== true) return null;
    const content: Content = await restrictable.content();
    const [, uid, verb] = /^(.*)\.(\w+)$/.exec(action) as unknown as [string, string, string];
    const change = CHANGES[verb as keyof typeof CHANGES];
    if (change === undefined) return narrowRead({ locale, status }, uid, restrictions, content).denial ?? null;
    // Writes affect published records unless they specify a status.
    const written = status ?? (content.types[uid]?.hasDrafts === true && change !== 'delete' ? 'published' : undefined);
    return narrowWrite({ action: change, query: { locale, status: written } }, uid, restrictions, content).denial ?? null;
  }

  function policyNamed(name: string): (ctx: object, config: object) => unknown {
    const found = host.policy?.(name) as { handler?: unknown } | undefined;
    const handler = typeof found === 'function' ? found : found?.handler;
    return typeof handler === 'function' ? handler as ReturnType<typeof policyNamed> : () => false;
  }

  return (kind) => async function explainRequest(caller, id, { method, path, address, ...version }) {
    const authority = await callers.authorize(store.rows, caller, `plugin::api-tokens.${kind === 'admin' ? 'admin-tokens' : 'api-tokens'}.read`);
    const token = await store.rows.find(kind, id);
    if (token === null || (kind === 'admin' && !maySee(authority, token))) throw new NotFoundError('API Token not found');
    const route = findRoute(method, path);
    if (route === null) throw new NotFoundError('Route not found');
    const told = { method: route.method, path: route.path, action: route.action };
    const { auth } = route.config ?? {};
    if (auth === false) return { allowed: true, route: told, required: [], checks: [] };

    const { strategies } = typeof auth === 'object' ? auth : {};
    const own = strategies?.find(({ name }) => name === (route.type === 'admin' ? ADMIN_STRATEGY : CONTENT_API_STRATEGY));
    const isScoped = auth !== 'known' && (strategies === undefined || route.type === 'admin' || own?.verify !== undefined);
    const isAsked = strategies === undefined || own !== undefined;
    const credential = isAsked ? await credentialOf(store.rows, { token, key: token.key }) : null;
    const required = !isScoped ? [] : route.type === 'admin' ? requiredActions(route) : [...requiredScope(route)];
    const request: AdmissionRequest = {
      kind: route.type,
      now: Date.now(),
      address,
      rate: credential?.rateLimit ? await rateLimiter.peek(credential.tokenId, credential.rateLimit) : undefined,
      scope: required,
      isGrantedByHost: credential?.kind === 'admin' && await isGrantedByHost(route, credential),
    };
    const { verdict, outcomes } = explain(credential, request, isScoped);
    const checks: Explanation['checks'] = outcomes.map(([check, denial]) => (
      denial === null ? { check, passed: true } : { check, passed: false, code: denial.code, detail: denial.message }));
    if (credential?.kind === 'admin' && route.type === 'admin' && !(await isOpenTo(credential, route, verdict.allowed))) {
      checks.push({ check: 'openToTokens', passed: false, code: FORBIDDEN.code, detail: FORBIDDEN.message });
      return { allowed: false, route: told, required, checks };
    }
    if (credential?.kind !== 'content-api' || credential.restrictions === null || route.type !== 'content-api') return { allowed: verdict.allowed, route: told, required, checks };
    const restriction = await restrictionOf(credential, route.action, isScoped, required, version);
    checks.push({ check: 'withinRestrictions', ...(restriction === null ? { passed: true } : { passed: false, code: 'ERR_RESTRICTED', detail: `Restricted: ${restriction.restriction}` }) });
    return { allowed: verdict.allowed && restriction === null, route: told, required, checks };
  };
}

function policiesOf(config: FoundRoute['config']): Array<{ name: string; settings: object }> {
  const references = (config?.policies ?? []) as Array<string | { name: string; config?: object }>;
  return references.map((reference) => (typeof reference === 'string' ? { name: reference, settings: {} } : { name: reference.name, settings: reference.config ?? {} }));
}
