import type { Id, TokenKind, TokenMaker } from './token-record';

/** What can happen to a token, by the names in events and in Strapi's webhooks. */
export const EVENT_ACTIONS = [
  'token.create', 'token.update', 'token.regenerate', 'token.delete', 'token.pause', 'token.resume', 'token.reveal', 'token.previous-key-ended',
  'token.expiring', 'token.expired', 'token.leaked', 'token.retired-key-used',
] as const;
export type EventAction = typeof EVENT_ACTIONS[number];

/** Who can do something to a token. */
export type ActorType = TokenMaker['type'];
export const ACTOR_TYPES: readonly ActorType[] = ['user', 'admin-token', 'config', 'cli', 'system'];

/** A change of one field. If values take more than 10,000 characters as JSON, both are null and `omitted` is true. */
export interface FieldChange {
  before: unknown;
  after: unknown;
  omitted?: true;
}

/** The details of an event. Never a key, a hash or a ciphertext. Dates are ISO 8601 in UTC. */
export interface EventDetails {
  /** By field of the API, such as `name`, `permissions` and `expiresAt`. */
  changes?: Record<string, FieldChange>;
  /** Why the token changed although nobody changed it directly: its owner, or the token that created it, lost permissions or was deleted. */
  reason?: 'owner' | 'creator';
  /** token.create, token.expiring and token.expired: when the token ends; null if it does not. */
  expiresAt?: string | null;
  /** token.create: the type of a content-API token. */
  type?: string;
  /** token.regenerate: until when the replaced key is accepted; null if it stopped immediately. */
  previousKeyEndsAt?: string | null;
  /** token.leaked: which key it was, and what was done about it. */
  keyState?: 'current' | 'previous' | 'retired';
  done?: 'paused' | 'revoked' | 'previous-key-ended' | 'nothing';
  /** token.expiring: how many days before the end. */
  days?: 30 | 7 | 1;
}

/** Where a request came from. */
export interface Origin {
  /** The client's address; null if addresses are not recorded. */
  readonly address: string | null;
  /** The id that the host assigned to the request; null if it assigns none. */
  readonly requestId: string | null;
}

/** Who did something to a token, and from where. */
export interface By {
  readonly madeBy: TokenMaker;
  readonly origin: Origin;
}

/** No request. */
export const NO_ORIGIN: Origin = { address: null, requestId: null };

/** The host, the plugin itself, or an unknown party. */
export const BY_SYSTEM: By = { madeBy: { type: 'system', id: null, label: null }, origin: NO_ORIGIN };

/** The server's configuration. */
export const BY_CONFIG: By = { madeBy: { type: 'config', id: null, label: null }, origin: NO_ORIGIN };

/** The command line. */
export const BY_CLI: By = { madeBy: { type: 'cli', id: null, label: null }, origin: NO_ORIGIN };

/** Something that happened to a token. It outlives the token. */
export interface TokenEvent extends Origin {
  id: Id;
  /** ISO 8601 in UTC. */
  at: string;
  action: EventAction;
  /** `system` if nobody in particular is known. */
  actor: TokenMaker;
  /** With its name at that time. */
  token: { id: Id; kind: TokenKind; name: string };
  details: EventDetails;
}

/** An event to be recorded. */
export interface NewEvent {
  action: EventAction;
  by: By;
  token: { readonly id: Id; readonly kind: TokenKind; readonly name: string };
  details?: EventDetails;
}
