/**
 * What travels over the admin API, one block per endpoint: `Request` is the body, `Query` the query string, `Response` the answer.
 * Paths are those below the host's prefix: `/api-tokens` in Strapi, `/admin/api-tokens` in the CMS that comes along.
 */
import type { AdminPermission, Id } from './host';
import type { TokenKind, TokenMaker, TokenType } from './token/token-record';
import type { TokenState } from './token/token-state';

export type { TokenKind, TokenMaker, TokenState, TokenType };

/** A token's life in milliseconds: 7, 30 or 90 days. */
export type Lifespan = 604_800_000 | 2_592_000_000 | 7_776_000_000;

/** What both kinds of token show. Dates are ISO 8601 in UTC. */
export interface TokenSummary {
  id: Id;
  name: string;
  description: string;
  /** The last four characters of the key, to tell keys apart; null for a token imported without it. */
  hint: string | null;
  /** Milliseconds as a string, null for a token without end. */
  lifespan: string | null;
  expiresAt: string | null;
  /** How the token stood when this was answered. */
  state: TokenState;
  lastUsedAt: string | null;
  createdAt: string;
  /** Later with every change, its permissions' included. */
  updatedAt: string;
  /** Null for a token that is older than this attribute. What an admin token makes ends with that token. */
  createdBy: TokenMaker | null;
  /** The stored record cannot be read whole: the token authenticates nobody, its dates are null and its permissions empty. Delete it. */
  broken?: true;
}

/** A token for the content API. */
export interface ContentApiToken extends TokenSummary {
  kind: 'content-api';
  type: TokenType;
  /** Actions such as `api::article.article.find`; empty unless custom. */
  permissions: string[];
  /** Granted actions that the CMS no longer has. They are kept, and open nothing. */
  unavailablePermissions: string[];
}

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

/** What one token's page is told beside the token. */
export interface KeyAccess {
  /** The key, where the caller may see it (the permission `reveal`) and it can be decrypted. */
  accessKey?: string;
  /** Whether the key can be shown again to this caller. */
  canRevealKey: boolean;
}

/** Where a page of a list stands. */
export interface Pagination {
  page: number;
  pageSize: number;
  pageCount: number;
  total: number;
}

/**
 * What a list may be asked for; anything else, and what is empty, is a 400. Without any of these it answers with everything, by
 * name, or with a 400 where that is more than 1,000 tokens.
 */
export interface ListQuery {
  /** From 1. */
  page?: string;
  /** 1 to 100; 25 when left out. */
  pageSize?: string;
  /** `name`, `type`, `createdAt`, `lastUsedAt` or `expiresAt`, with `:asc` or `:desc`. */
  sort?: string;
  /** Part of a name or description, in any case. */
  _q?: string;
}

/** A list's answer. `meta` is there when a page was asked for. */
export interface ListResponse<Token> {
  data: Token[];
  meta?: { pagination: Pagination };
}

/** GET /api-tokens */
export interface ListApiTokens {
  Query: ListQuery;
  Response: ListResponse<ContentApiToken>;
}

/** GET /api-tokens/:id */
export interface GetApiToken {
  Response: { data: ContentApiToken & KeyAccess };
}

/** POST /api-tokens */
export interface CreateApiToken {
  Request: {
    name: string;
    description?: string | null;
    type?: TokenType;
    lifespan?: Lifespan | null;
    permissions?: string[] | null;
  };
  Response: { data: ContentApiToken & { accessKey: string } };
}

/** What a change is based on: the `updatedAt` that was read. Where the token has changed since, the answer is 409. */
export interface BasedOn {
  basedOn?: string;
}

/** PUT /api-tokens/:id */
export interface UpdateApiToken {
  Request: BasedOn & {
    name?: string;
    description?: string | null;
    type?: TokenType;
    permissions?: string[] | null;
  };
  Response: { data: ContentApiToken };
}

/** POST /api-tokens/:id/regenerate and POST /admin-tokens/:id/regenerate */
export interface RegenerateToken {
  Response: { data: { id: Id; accessKey: string; kind: TokenKind } };
}

/** DELETE /api-tokens/:id */
export interface DeleteApiToken {
  Response: { data: ContentApiToken | null };
}

/**
 * An admin permission as a client asks for it. Conditions are the owner's own; others are refused. So are limits that the action does not
 * know, and parameters.
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
    adminPermissions?: AdminPermissionInput[] | null;
  };
  Response: { data: AdminToken & { accessKey: string } };
}

/** PUT /admin-tokens/:id */
export interface UpdateAdminToken {
  Request: BasedOn & {
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

/** GET /admin-tokens/:id/owner-permissions */
export interface GetOwnerPermissions {
  Response: { data: AdminPermission[] };
}
