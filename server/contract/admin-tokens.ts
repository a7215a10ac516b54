import type { AdminPermission, Id } from '../host';
import type { RateLimit } from '../token/request-window';
import type { ListQuery, ListResponse } from './list';
import type { AllowedAddresses, BasedOn, KeyAccess, LifeChange, Lifespan, TokenSummary } from './token';

/** The person an admin token acts for. */
export interface TokenOwner {
  id: Id;
  firstname: string | null;
  lastname: string | null;
  username: string | null;
  email: string;
}

/** A token for the admin API. */
export interface AdminToken extends TokenSummary {
  kind: 'admin';
  adminPermissions: AdminPermission[];
  adminUserOwner: TokenOwner | null;
}

/**
 * An admin permission as a client requests it. Conditions must be the owner's own; others are rejected, as are limits that the action does
 * not support, and parameters.
 */
export type AdminPermissionInput = Pick<AdminPermission, 'action' | 'subject' | 'properties' | 'conditions' | 'actionParameters'>;

/** GET /admin-tokens */
export interface ListAdminTokens {
  Query: ListQuery;
  Response: ListResponse<AdminToken>;
}

/** GET /admin-tokens/:id */
export interface GetAdminToken {
  Response: { data: AdminToken & KeyAccess };
}

/** POST /admin-tokens */
export interface CreateAdminToken {
  Request: {
    name: string;
    description?: string | null;
    lifespan?: Lifespan | null;
    /** As for content-API tokens. */
    expiresAt?: string | null;
    allowedAddresses?: AllowedAddresses;
    rateLimit?: RateLimit | null;
    adminPermissions?: AdminPermissionInput[] | null;
  };
  Response: { data: AdminToken & { accessKey: string } };
}

/** PUT /admin-tokens/:id */
export interface UpdateAdminToken {
  Request: BasedOn & LifeChange & {
    name?: string;
    description?: string | null;
    adminPermissions?: AdminPermissionInput[] | null;
  };
  Response: { data: AdminToken };
}

/** DELETE /admin-tokens/:id */
export interface DeleteAdminToken {
  Response: { data: AdminToken };
}

/** DELETE /admin-tokens/:id/previous-key: ends the previous key immediately. 404 if there is none. */
export interface DeletePreviousAdminKey {
  Response: { data: AdminToken };
}

/** GET /admin-tokens/:id/owner-permissions */
export interface GetOwnerPermissions {
  Response: { data: AdminPermission[] };
}
