import type { AdmissionRequest, Check, CheckName, KeyState } from './check';
import { addressAllowed } from './checks/address-allowed';
import { enabled } from './checks/enabled';
import { inScope } from './checks/in-scope';
import { known, UNKNOWN } from './checks/known';
import { notExpired } from './checks/not-expired';
import { ownerActive } from './checks/owner-active';
import { withinRateLimit } from './checks/within-rate-limit';
import type { Credential } from './credential';
import type { Denial, Verdict } from './verdict';

/**
 * When a check is made. `key`: on every authentication, and again after the body has been read, since the outcome may have changed. `request`: once
 * per request. `rate`: once per authenticated request, which is counted. `route`: whenever a route or a related record requires a scope.
 */
type Stage = 'key' | 'request' | 'rate' | 'route';

/** All checks in order. The first that denies decides. */
const CHECKS: ReadonlyArray<readonly [name: CheckName, stage: Stage, check: Check]> = [
  ['known', 'key', known],
  ['enabled', 'key', enabled],
  ['notExpired', 'key', notExpired],
  ['ownerActive', 'key', ownerActive],
  ['addressAllowed', 'request', addressAllowed],
  ['withinRateLimit', 'rate', withinRateLimit],
  ['inScope', 'route', inScope],
];

const ALLOWED: Verdict = Object.freeze({ allowed: true });

function verdictOf(stages: Stage[]): (credential: Credential | null, request: AdmissionRequest) => Verdict {
  const checks = CHECKS.filter(([, stage]) => stages.includes(stage)).map(([, , check]) => check);
  return (credential, request) => {
    if (credential === null) return UNKNOWN;
    for (const check of checks) {
      const denial = check(credential, request);
      if (denial !== null) return denial;
    }
    return ALLOWED;
  };
}

/**
 * Decides whether a request is allowed; nothing else does. Hosts authenticate before they check scopes, so there are several questions. A
 * null credential stands for an unknown key.
 */
export const decide = {
  /** Whether a key may authenticate a request. */
  authenticate: verdictOf(['key', 'request']),
  /** Whether it still may, in a request that has already been authenticated, or before a change is written. */
  reauthenticate: verdictOf(['key']) as (key: KeyState | null, request: AdmissionRequest) => Verdict,
  /** Whether an authenticated token may send another request under its rate limit. */
  throttle: verdictOf(['rate']),
  /** Whether the authenticated token is granted the scope of a route. */
  authorize: verdictOf(['route']),
};

/** The outcome of a single check: the denial, or null if it passes. */
export type Outcome = readonly [name: CheckName, denial: Denial | null];

/**
 * Decides a whole request at once and returns the outcome of every check, including those after the decisive one. For an unknown key there is only
 * one. `isScoped` is false for a route that requires no scope. If the request has no address, the token's allowed addresses are not checked.
 */
export function explain(credential: Credential | null, request: AdmissionRequest, isScoped: boolean): { verdict: Verdict; outcomes: readonly Outcome[] } {
  if (credential === null) return { verdict: UNKNOWN, outcomes: [['known', UNKNOWN]] };
  const isUndecided = (check: Check) => check === addressAllowed && request.address === undefined && credential.isAllowedFrom !== null;
  const outcomes = CHECKS.filter(([, stage, check]) => (isScoped || stage !== 'route') && !isUndecided(check)).map(([name, , check]): Outcome => [name, check(credential, request)]);
  return { verdict: outcomes.find(([, denial]) => denial !== null)?.[1] ?? ALLOWED, outcomes };
}
