import type { Explanation } from '../../../../../../server/contract';

/** Whether the token lacks a permission that would help: some routes are closed to admin tokens whatever their permissions. */
export function needsPermission({ checks }: Pick<Explanation, 'checks'>): boolean {
  const failed = checks.filter(({ passed }) => !passed).map(({ check }) => check);
  return failed.includes('inScope') && !failed.includes('openToTokens');
}
