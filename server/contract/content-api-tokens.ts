import type { Restrictions } from '../grant/restriction-types';
import type { RateLimit } from '../token/request-window';
import type { TokenType } from '../token/token-record';
import type { ListQuery, ListResponse } from './list';
import type { AllowedAddresses, BasedOn, KeyAccess, LifeChange, Lifespan, TokenSummary } from './token';

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

/** DELETE /api-tokens/:id */
export interface DeleteApiToken {
  Response: { data: ContentApiToken | null };
}

/** DELETE /api-tokens/:id/previous-key: ends the previous key immediately. 404 if there is none. */
export interface DeletePreviousApiKey {
  Response: { data: ContentApiToken };
}
