/**
 * The bodies of the admin API, one block per endpoint: `Request` is the request body, `Query` the query string, `Response` the response body. Paths
 * are relative to the host's prefix: `/api-tokens` in Strapi, `/admin/api-tokens` in the bundled CMS.
 */
import type { CheckName } from './admission/check';
import type { RestrictableContent, RestrictableField, RestrictableType, RowCondition } from './grant/restrictable-content';
import type { Restrictions, TypeRestriction } from './grant/restriction-types';
import type { AdminPermission, Id } from './host';
import type { Policy } from './token/expiry';
import type { EventAction, TokenEvent } from './token/token-event';
import type { RateLimit } from './token/request-window';
import type { KeyState } from './token/key-state';
import type { TokenKind, TokenMaker, TokenType } from './token/token-record';
import type { TokenState } from './token/token-state';

export type { CheckName, EventAction, KeyState, Policy, RateLimit, RestrictableContent, RestrictableField, RestrictableType, Restrictions, RowCondition, TypeRestriction, TokenEvent, TokenKind, TokenMaker, TokenState, TokenType };

/** A token's lifetime in milliseconds: 7, 30 or 90 days. */
export type Lifespan = 604_800_000 | 2_592_000_000 | 7_776_000_000;

/** The fields of both kinds of token. Dates are ISO 8601 in UTC. */
export interface TokenSummary {
  id: Id;
  name: string;
  description: string;
  /** The last four characters of the key, to tell keys apart; null for a token imported without it. */
  hint: string | null;
  /** Milliseconds as a string, null for a token that never expires. */
  lifespan: string | null;
  expiresAt: string | null;
  /** False while the token is paused: its keys are denied until it is resumed. */
  enabled: boolean;
  /** The IPv4 and IPv6 addresses and CIDR ranges that it may be used from, in canonical form; null for all. */
  allowedAddresses: string[] | null;
  /** How many requests it may send; null for any number. */
  rateLimit: RateLimit | null;
  /** The token's state at the time of the response. */
  state: TokenState;
  /** The last use of any of its keys. */
  lastUsedAt: string | null;
  /** The address of that use; null if addresses are not recorded. */
  lastUsedFrom: string | null;
  /** The previous key, while it is still accepted; null otherwise. */
  previousKey: PreviousKey | null;
  createdAt: string;
  /** Advances with every change, including changes of its permissions. */
  updatedAt: string;
  /** Null for tokens that are older than this attribute. Tokens created by an admin token end with it. */
  createdBy: TokenMaker | null;
  /** `config` for a token that the server's configuration declares: update, regenerate and delete are 403 `ERR_MANAGED`. Null for others. */
  managedBy: 'config' | null;
  /** Some of the stored record cannot be read: the token authenticates nobody, its dates are null and its permissions empty. Delete it. */
  broken?: true;
}

/** A replaced key that is still accepted. */
export interface PreviousKey {
  /** Its last four characters. */
  hint: string | null;
  /** When it stops. */
  expiresAt: string;
  lastUsedAt: string | null;
  lastUsedFrom: string | null;
}

/** A token for the content API. */
export interface ContentApiToken extends TokenSummary {
  kind: 'content-api';
  type: TokenType;
  /** Actions such as `api::article.article.find`; empty unless custom. */
  permissions: string[];
  /** Granted actions that the CMS no longer has. They are kept, and have no effect. */
  unavailablePermissions: string[];
  /** Its restrictions; null if there are none. */
  restrictions: Restrictions | null;
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

/** Additional fields for a token's own page. */
export interface KeyAccess {
  /** The key, if the caller may see it (the permission `reveal`) and it can be decrypted. */
  accessKey?: string;
  /** Whether this caller can see the key again. */
  canRevealKey: boolean;
  /** How many requests a limited token has sent within its current window; omitted for others. */
  rateUsed?: number;
  /** Why the key is not shown although it could be: showing it must be recorded first, and the database is currently read-only. */
  withheld?: 'not-recorded';
}

/** The position of a page within its list. */
export interface Pagination {
  page: number;
  pageSize: number;
  pageCount: number;
  total: number;
}

/**
 * The query parameters of a list; any other parameter, or an empty value, is a 400. Without any, the response contains all tokens, by name, or is a
 * 400 if there are more than 1,000.
 */
export interface ListQuery {
  /** From 1. */
  page?: string;
  /** 1 to 100; 25 by default. */
  pageSize?: string;
  /** `name`, `type`, `createdAt`, `lastUsedAt` or `expiresAt`, with `:asc` or `:desc`. */
  sort?: string;
  /** Part of a name or description, case-insensitive. */
  _q?: string;
  /** One of {@link TokenState}. */
  state?: TokenState;
  /** For content-API tokens only. */
  type?: TokenType;
  /** Only tokens that the server's configuration declares. */
  managedBy?: 'config';
  /** Whole days, 1 to 3650, since the last use, or since creation for tokens that were never used. `ever` for all that were never used. */
  unusedFor?: string;
}

/** A list. `meta` is present if a page was requested. */
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

/**
 * 1 to 100 IPv4 or IPv6 addresses or CIDR ranges; null for all. IPv4-mapped IPv6 becomes IPv4. An admin token cannot widen them; tokens that it
 * creates get its own addresses, or fewer.
 */
export type AllowedAddresses = string[] | null;

/** POST /api-tokens */
export interface CreateApiToken {
  Request: {
    name: string;
    description?: string | null;
    type?: TokenType;
    lifespan?: Lifespan | null;
    /** An ISO 8601 date in the future, null for no end; mutually exclusive with `lifespan`. */
    expiresAt?: string | null;
    allowedAddresses?: AllowedAddresses;
    rateLimit?: RateLimit | null;
    permissions?: string[] | null;
    /** Limits what the permissions allow. 400 if the host cannot enforce it, and for types, fields and locales that do not exist. */
    restrictions?: Restrictions | null;
  };
  Response: { data: ContentApiToken & { accessKey: string } };
}

/** The version that a change is based on: the `updatedAt` that was read. 409 if the token has changed since. */
export interface BasedOn {
  basedOn?: string;
}

/** Changes to the lifetime and the limits of a token of either kind. */
export interface LifeChange {
  /** Extends or shortens the lifetime, to an ISO 8601 date in the future, or null for no end. The key stays the same. */
  expiresAt?: string | null;
  /** False pauses the token; true resumes it. */
  enabled?: boolean;
  allowedAddresses?: AllowedAddresses;
  /** `limit` from 1 to 1,000,000, `window` from 1 to 86,400 seconds; null for any number of requests. */
  rateLimit?: RateLimit | null;
}

/** PUT /api-tokens/:id */
export interface UpdateApiToken {
  Request: BasedOn & LifeChange & {
    name?: string;
    description?: string | null;
    type?: TokenType;
    permissions?: string[] | null;
    /** As in {@link CreateApiToken}; null lifts all restrictions. */
    restrictions?: Restrictions | null;
  };
  Response: { data: ContentApiToken };
}

/** POST /api-tokens/:id/regenerate and POST /admin-tokens/:id/regenerate */
export interface RegenerateToken {
  Request: {
    /** How long the current key is still accepted (milliseconds): up to 7 days, but not beyond the token's current end; 0 by default. */
    keepPreviousFor?: number;
  };
  Response: { data: { id: Id; accessKey: string; kind: TokenKind; previousKey: PreviousKey | null } };
}

/** DELETE /api-tokens/:id/previous-key: ends the previous key immediately. 404 if there is none. */
export interface DeletePreviousApiKey {
  Response: { data: ContentApiToken };
}

/** DELETE /admin-tokens/:id/previous-key: ends the previous key immediately. 404 if there is none. */
export interface DeletePreviousAdminKey {
  Response: { data: AdminToken };
}

/** POST /api-tokens/identify and POST /admin-tokens/identify. 404 unless the key belongs to a token of that kind that the caller may see. */
export interface IdentifyToken {
  Request: { key: string };
  Response: { data: IdentifiedToken };
}

/** The token that a key belongs to. */
export interface IdentifiedToken {
  id: Id;
  name: string;
  kind: TokenKind;
  state: TokenState;
  /** `retired` keys are recognized for 30 days after they stopped. */
  keyState: KeyState;
}

/** A token's requests on one day. */
export interface DayUsage {
  /** In UTC: `2030-01-31`. */
  day: string;
  /** Requests whose response had a status below 400. */
  ok: number;
  /** Denied by admission: see {@link DeniedRequest}. */
  denied: number;
  /** All others. */
  failed: number;
}

/** How often an action was called, whether or not it succeeded; denied requests do not count. */
export interface ActionUsage {
  action: string;
  count: number;
}

/** GET /api-tokens/:id/usage and GET /admin-tokens/:id/usage */
export interface GetUsage {
  Query: {
    /** How many days, 1 to 400, the last of which is today; 30 by default. */
    days?: string;
  };
  Response: {
    data: {
      /** One entry per day, earliest first. */
      days: DayUsage[];
      /** The actions called on those days, most frequent first. GraphQL requests count as no action. */
      actions: ActionUsage[];
    };
  };
}

/** GET /api-tokens/usage and GET /admin-tokens/usage: usage of the tokens of a page. Tokens that the caller may not see are omitted. */
export interface ListUsage {
  Query: {
    /** 1 to 100 ids, separated by commas. */
    ids: string;
    days?: string;
  };
  Response: { data: Array<{ id: Id; days: DayUsage[] }> };
}

/** Denied requests of a token with the same method, path and code. */
export interface DeniedRequest {
  /** The time of the last one. */
  at: string;
  method: string;
  /** Without the query string, truncated to 255 characters. */
  path: string;
  /** As `error.details.code` in the response. */
  code: string;
  /** The actions that the route requires, if one of them was missing. */
  required?: string[];
  /** The address of the last one; null if addresses are not recorded. */
  address: string | null;
  /** How many there were. */
  count: number;
}

/** GET /api-tokens/:id/denials and GET /admin-tokens/:id/denials: 50 at most, latest first. */
export interface GetDenials {
  Response: { data: DeniedRequest[] };
}

/** POST /api-tokens/:id/explain and POST /admin-tokens/:id/explain. 404 if no route has that method and path. */
export interface ExplainToken {
  Request: {
    /** `GET`, `post`, … */
    method: string;
    /** As a client sends it: `/api/articles/1`. A query string is ignored. */
    path: string;
    /** Where the request would come from: an IPv4 or IPv6 address. Without it, the token's allowed addresses are not checked. */
    address?: string;
    locale?: string;
    status?: 'draft' | 'published';
  };
  Response: { data: Explanation };
}

/** Whether a request with a token's current key would be allowed now, and why. */
export interface Explanation {
  allowed: boolean;
  /** The matching route. `action` is the name of its handler; null if it has none. */
  route: { method: string; path: string; action: string | null };
  /** The actions that the route requires. */
  required: string[];
  /** All checks in order; the first one that fails decides. Empty for a public route, which checks nothing. */
  checks: CheckOutcome[];
}

/** The outcome of a check. */
export interface CheckOutcome {
  check: CheckName;
  passed: boolean;
  /** The code and the message of the denial, if it did not pass. */
  code?: string;
  detail?: string;
}

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

/** GET /api-tokens/restrictable: for callers who may see or create tokens. Null if the host enforces no restrictions. */
export interface GetRestrictable {
  Response: {
    data: RestrictableContent & {
      /** Whether the caller may preview what a token would find, with POST /api-tokens/preview-restrictions. */
      canPreview: boolean;
    } | null;
  };
}

/**
 * POST /api-tokens/preview-restrictions: what a full-access token with these restrictions would find of a content type, for callers who may create
 * tokens, and so could create one and try it. 400 if the host has no previews.
 */
export interface PreviewRestrictions {
  Request: {
    /** The uid of the content type. */
    type: string;
    restrictions: Restrictions | null;
  };
  Response: {
    data: {
      /** How many records the token would find. */
      count: number;
      /** How many records there are. */
      total: number;
      /** The first record that it would find, as it would be returned; null if there is none. */
      record: Record<string, unknown> | null;
    };
  };
}

/** GET /client-address: for any logged-in caller. */
export interface GetClientAddress {
  Response: {
    data: {
      /** The address that this request came from, as the server sees it. */
      address: string;
      /** Whether that looks like a proxy's address rather than the client's: the server does not trust a proxy in front of it. */
      isProxy: boolean;
    };
  };
}

/** GET /api-tokens/openapi.json: the description of the admin API, as OpenAPI 3.1. */
export interface GetDescription {
  Response: Record<string, unknown>;
}

/** GET /token-policy: for any logged-in caller. */
export interface GetPolicy {
  Response: {
    data: Policy & {
      /** The actions that read-only tokens may use besides `find` and `findOne`. */
      readActions: string[];
      /** The path of the MCP server that admin tokens can use; null without one. */
      mcpPath: string | null;
    };
  };
}

/**
 * The query parameters of a list of events, newest first; any other parameter, or an empty value, is a 400. Without any, the response contains all
 * events, or is a 400 if there are more than 1,000.
 */
export interface EventQuery {
  /** From 1. */
  page?: string;
  /** 1 to 100; 25 by default. */
  pageSize?: string;
  action?: EventAction;
  /** Only in the list of all tokens' events. Events outlive their token. */
  tokenId?: string;
  /** The id of a person or of an admin token. */
  actorId?: string;
  /** ISO 8601 dates: events from this moment on, and up to this one, both included. */
  from?: string;
  to?: string;
}

/** GET /token-events: with the permission `events.read`. */
export interface ListTokenEvents {
  Query: EventQuery;
  Response: ListResponse<TokenEvent>;
}

/**
 * GET /api-tokens/:id/events and GET /admin-tokens/:id/events: for callers who may see the token, or have `events.read`; with the latter also after
 * the token was deleted. 404 for any other caller or token.
 */
export interface ListEventsOfToken {
  Query: Omit<EventQuery, 'tokenId'>;
  Response: ListResponse<TokenEvent>;
}

/**
 * A salt or an encryption key, and the number of keys that need it: those that are accepted, or may be again once their token is extended or resumed.
 */
export interface SecretUse {
  /** Does not reveal the secret. Null for keys whose secret is unknown: no accepted one fits, or an older version stored them. */
  id: string | null;
  /** Whether new keys are stored with it. */
  current: boolean;
  keys: number;
}

/** GET /token-secrets: accepted secrets first, including those that no key needs. */
export interface GetSecrets {
  Response: { data: { salts: SecretUse[]; encryptionKeys: SecretUse[] } };
}

/** What an import does, or would do, with one of Strapi's own tokens. */
export interface ImportedToken {
  /** Its id in Strapi. */
  strapiId: Id;
  /** Its name in Strapi. */
  name: string;
  kind: TokenKind;
  /** `imported` now, `present` already, or `stays` only with Strapi. */
  outcome: 'imported' | 'present' | 'stays';
  /** Its name here, which differs if another token has that name; null if it stays. */
  nameHere: string | null;
  /** Permissions that are not copied: they no longer exist, or its owner does not have them. */
  lost: string[];
  /** Why it stays; null otherwise. */
  reason: string | null;
}

/** The result of an import, or of its preview. */
export interface StrapiImport {
  tokens: ImportedToken[];
  /** How many of Strapi's own tokens are, or would be, deleted. */
  deleted: number;
}

/** GET /strapi-tokens: previews the import of Strapi's own tokens. For super admins; 404 in other hosts. */
export interface GetStrapiTokens {
  Response: { data: StrapiImport };
}

/** POST /strapi-tokens/import: copies Strapi's own tokens, with their keys. For super admins; 404 in other hosts. */
export interface ImportStrapiTokens {
  Request: {
    /** Whether to delete those of Strapi's tokens that the plugin then has, in the same transaction; false by default. */
    deleteOriginals?: boolean;
  };
  Response: { data: StrapiImport };
}

/** DELETE /api-tokens/:id */
export interface DeleteApiToken {
  Response: { data: ContentApiToken | null };
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

/** GET /admin-tokens/:id/owner-permissions */
export interface GetOwnerPermissions {
  Response: { data: AdminPermission[] };
}
