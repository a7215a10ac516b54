import type { Lifespan } from '../../../../../server/contract';

/** The durations a token can be given, in milliseconds, with their days. */
export const LIFESPANS: ReadonlyArray<{ lifespan: Lifespan; days: number }> = [
  { lifespan: 604_800_000, days: 7 },
  { lifespan: 2_592_000_000, days: 30 },
  { lifespan: 7_776_000_000, days: 90 },
];

/** The days of a token's `lifespan` (milliseconds as the server writes them); null for a token that never expires. */
export function daysOf(lifespan: string | null): number | null {
  return lifespan === null ? null : Math.round(Number(lifespan) / 86_400_000);
}
