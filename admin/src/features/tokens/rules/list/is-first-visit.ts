import type { TokenSummary } from '../../../../../../server/contract';

/** Whether a list says that nobody has begun: it has no tokens, or those alone that the CMS has made itself, and none was ever used. */
export function isFirstVisit(tokens: ReadonlyArray<Pick<TokenSummary, 'createdBy' | 'lastUsedAt'>>, total: number): boolean {
  return tokens.length === total && tokens.every(({ createdBy, lastUsedAt }) => createdBy?.type === 'system' && lastUsedAt === null);
}
