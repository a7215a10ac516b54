import type { CheckName } from '../admission/check';

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
  /**
   * All checks in order; the first one that fails decides. Empty for a public route, which checks nothing. `openToTokens` is only among them if it fails:
   * no admin token may use the route; or, if all others pass, the token may not for what the path names, such as the account of its owner.
   */
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
