import type { Policy } from '../token/expiry';

/** GET /client-address: for any logged-in caller. */
export interface GetClientAddress {
  Response: {
    data: {
      /** The address that this request came from, as the server sees it. */
      address: string;
      /** Whether that looks like a proxy's address rather than the client's: the server does not trust a proxy in front of it. */
      isProxy: boolean;
    };
  };
}

/** GET /api-tokens/openapi.json: the description of the admin API, as OpenAPI 3.1. */
export interface GetDescription {
  Response: Record<string, unknown>;
}

/** GET /token-policy: for any logged-in caller. */
export interface GetPolicy {
  Response: {
    data: Policy & {
      /** The actions that read-only tokens may use besides `find` and `findOne`. */
      readActions: string[];
      /** The path of the MCP server that admin tokens can use; null without one. */
      mcpPath: string | null;
    };
  };
}
