/**
 * The bodies of the admin API, one block per endpoint: `Request` is the request body, `Query` the query string, `Response` the response body. Paths
 * are relative to the host's prefix: `/api-tokens` in Strapi, `/admin/api-tokens` in the bundled CMS.
 */
export type { CheckName } from '../admission/check';
export type { RestrictableContent, RestrictableField, RestrictableType, RowCondition } from '../grant/restrictable-content';
export type { Restrictions, TypeRestriction } from '../grant/restriction-types';
export type { Policy } from '../token/expiry';
export type { ActorType, EventAction, TokenEvent } from '../token/token-event';
export type { KeyState } from '../token/key-state';
export type { RateLimit } from '../token/request-window';
export type { TokenKind, TokenMaker, TokenType } from '../token/token-record';
export type { TokenState } from '../token/token-state';
export type * from './token';
export type * from './list';
export type * from './content-api-tokens';
export type * from './admin-tokens';
export type * from './keys';
export type * from './restrictions';
export type * from './usage';
export type * from './explain';
export type * from './self';
export type * from './events';
export type * from './server';
export type * from './strapi-import';
