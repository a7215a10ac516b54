import type { Scope } from '../grant/scope';
import type { Credential } from './credential';
import type { Denial } from './verdict';

/** What the checks may know of a request. */
export interface AdmissionRequest {
  /** The kind of token that the route is for. */
  readonly kind: Credential['kind'];
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** What the route asks for, once that is to be checked. */
  readonly scope?: Scope;
}

/** What says whether a key may authenticate anybody at this moment. */
export type KeyState = Pick<Credential, 'kind' | 'expiresAt' | 'owner'>;

/** One condition of admission: the denial where it does not hold, otherwise null. It changes nothing. */
export type Check<Of = Credential> = (credential: Of, request: AdmissionRequest) => Denial | null;
