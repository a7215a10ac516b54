import type { Scope } from '../grant/scope';
import type { RateState } from '../token/request-window';
import type { Credential } from './credential';
import type { Denial } from './verdict';

/** A check by name, as answers have it. */
export type CheckName = 'known' | 'enabled' | 'notExpired' | 'ownerActive' | 'addressAllowed' | 'withinRateLimit' | 'inScope' | 'withinRestrictions';

/** The facts of a request that checks may use. */
export interface AdmissionRequest {
  /** The kind of token that the route is for. */
  readonly kind: Credential['kind'];
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Where it comes from, as the host sees it. */
  readonly address?: string;
  /** What is left of a limited token's requests, this one counted. */
  readonly rate?: RateState;
  /** The route's scope, once it is to be checked. */
  readonly scope?: Scope;
  /** On admin routes: whether the host's policies grant the scope to the token's ability. */
  readonly isGrantedByHost?: boolean;
}

/** What decides whether a key may currently authenticate anybody. */
export type KeyState = Pick<Credential, 'kind' | 'keyExpiresAt' | 'isEnabled' | 'expiresAt' | 'owner'>;

/** One condition of admission: the denial if it does not hold, otherwise null. It has no side effects. */
export type Check<Of = Credential> = (credential: Of, request: AdmissionRequest) => Denial | null;
