import type { AdmissionRequest, Check, KeyState } from './check';
import { inScope } from './checks/in-scope';
import { known, UNKNOWN } from './checks/known';
import { notExpired } from './checks/not-expired';
import { ownerActive } from './checks/owner-active';
import type { Credential } from './credential';
import type { Verdict } from './verdict';

/**
 * When a check is made. `key`: whenever somebody is authenticated, and again once the body was read, since its outcome may change
 * meanwhile. `request`: once per request. `route`: whenever a route or a related record asks for its scope.
 */
type Stage = 'key' | 'request' | 'route';

/** All checks in their order. The first that denies is the answer. */
const CHECKS: ReadonlyArray<readonly [stage: Stage, check: Check]> = [
  ['key', known],
  ['key', notExpired],
  ['key', ownerActive],
  ['route', inScope],
];

const ALLOWED: Verdict = Object.freeze({ allowed: true });

function verdictOf(stages: Stage[]): (credential: Credential | null, request: AdmissionRequest) => Verdict {
  const checks = CHECKS.filter(([stage]) => stages.includes(stage)).map(([, check]) => check);
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
 * Whether a request may pass: nothing else says yes. Hosts find out who calls before they ask for a scope, so there are three questions.
 * A credential that is null is that of an unknown key.
 */
export const decide = {
  /** Whether a key may authenticate a request. */
  authenticate: verdictOf(['key', 'request']),
  /** Whether it still may, in a request that was authenticated, or before a change is written. */
  reauthenticate: verdictOf(['key']) as (key: KeyState | null, request: AdmissionRequest) => Verdict,
  /** Whether who was authenticated is granted the scope of a route. */
  authorize: verdictOf(['route']),
};
