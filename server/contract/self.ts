import type { AdminPermissionInput } from './admin-tokens';
import type { ContentApiToken } from './content-api-tokens';
import type { TokenSummary } from './token';

/**
 * GET /admin-tokens/self and GET /api/api-tokens/self: describes the admin token, or content-API token, that the request presents, regardless of its
 * permissions. 401 for anything else.
 */
export interface GetSelf {
  Response: { data: Self };
}

/** What a token is told about itself. */
export type Self = Pick<TokenSummary, 'name' | 'expiresAt' | 'rateLimit'> & { keyState: 'current' | 'previous' } & (
  | Pick<ContentApiToken, 'kind' | 'type' | 'permissions' | 'restrictions'>
  /** What it can currently do, within what its owner can. */
  | { kind: 'admin'; adminPermissions: AdminPermissionInput[]; restrictions: null });
