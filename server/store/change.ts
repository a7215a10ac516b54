import type { Id } from '../host';

/**
 * What a committed transaction may have changed of what is held in memory: these tokens, and all that depends on these owners; or
 * `'all'`, where it cannot be told.
 */
export type Change = 'all' | { readonly tokenIds: readonly Id[]; readonly ownerIds: readonly Id[] };
