import type { Id } from '../host';

/**
 * What a committed transaction may have invalidated in memory: these tokens, and everything that depends on these owners; or `'all'`, if
 * that is unknown.
 */
export type Change = 'all' | { readonly tokenIds: readonly Id[]; readonly ownerIds: readonly Id[] };
