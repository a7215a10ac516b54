import type { Scope } from '../grant/scope';
import type { RateState } from '../token/request-window';
import type { Credential } from './credential';
import type { Denial } from './verdict';

/** A check's name, as in responses. */
export type CheckName = 'known' | 'enabled' | 'notExpired' | 'ownerActive' | 'addressAllowed' | 'withinRateLimit' | 'inScope' | 'openToTokens' | 'withinRestrictions';

/** The facts of a request that checks may use. */
export interface AdmissionRequest {
  /** The kind of token that the route is for. */
  readonly kind: Credential['kind'];
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The client's address, as the host sees it. */
  readonly address?: string;
  /** The state of a limited token's rate limit, including this request. */
  readonly rate?: RateState;
  /** The route's scope, when that is checked. */
  readonly scope?: Scope;
  /** On admin routes: whether the host's policies grant the scope to the token's ability. */
  readonly isGrantedByHost?: boolean;
}

/** What determines whether a key may currently authenticate anyone. */
export type KeyState = Pick<Credential, 'kind' | 'keyExpiresAt' | 'isEnabled' | 'expiresAt' | 'owner'>;

/** One condition of admission: the denial if it does not hold, otherwise null. It has no side effects. */
export type Check<Of = Credential> = (credential: Of, request: AdmissionRequest) => Denial | null;
