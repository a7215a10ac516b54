import type { GetUsage, ListUsage } from '../contract';
import type { Id } from '../host';
import type { Usage } from '../usage';

/** The last `days` days of a token, and the actions that it called on them. */
export async function usageOf(usage: Pick<Usage, 'daysOf' | 'actionsOf'>, id: Id, days: number): Promise<GetUsage['Response']['data']> {
  const counted = await usage.daysOf([id], days);
  return { days: counted.get(id)!, actions: await usage.actionsOf(id, days) };
}

/** The last `days` days of each of these tokens, by id. */
export async function listUsageOf(usage: Pick<Usage, 'daysOf'>, ids: readonly Id[], days: number): Promise<ListUsage['Response']['data']> {
  const counted = await usage.daysOf(ids, days);
  return [...counted].map(([id, ofDays]) => ({ id, days: ofDays }));
}
