import type { Dialect } from '../dialects/dialect';

/** A statement being written: its bindings so far, in the order of their placeholders. */
export interface Draft {
  dialect: Dialect;
  bindings: unknown[];
  /** Tables that were given an alias so far. */
  aliases: number;
}

/** A new alias for a table of the statement, quoted. */
export function nextAlias(draft: Draft): string {
  draft.aliases += 1;
  return draft.dialect.quote(`t${draft.aliases}`);
}
