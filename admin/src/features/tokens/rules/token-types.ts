import type { TokenType } from '../../../../../server/contract';

/** The types of content-API token, from the least that one may do. */
export const TOKEN_TYPES: readonly TokenType[] = ['read-only', 'full-access', 'custom'];
