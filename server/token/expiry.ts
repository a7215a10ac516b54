import type { KeylessToken, TokenKind } from './token-record';

/** The longest lifetime of tokens. */
export interface Policy {
  /** Days, by kind of token; null for no limit. */
  readonly maxLifetimeDays: { readonly contentApi: number | null; readonly admin: number | null };
  /** `new` applies to new tokens and changes; `all` also denies existing tokens that exceed it. */
  readonly enforce: 'new' | 'all';
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** The longest lifetime of a token of this kind under a policy (milliseconds); Infinity if there is no limit. */
export function maxLifetimeOf(policy: Policy, kind: TokenKind): number {
  const days = policy.maxLifetimeDays[kind === 'admin' ? 'admin' : 'contentApi'];
  return days === null ? Infinity : days * DAY_MS;
}

/** When a stored token itself expires under the policy (milliseconds since the epoch); Infinity if it never does. */
export function expiryOf({ kind, expiresAt, startsAt }: Pick<KeylessToken, 'kind' | 'expiresAt' | 'startsAt'>, policy: Policy): number {
  return Math.min(expiresAt ?? Infinity, policy.enforce === 'all' ? startsAt + maxLifetimeOf(policy, kind) : Infinity);
}
