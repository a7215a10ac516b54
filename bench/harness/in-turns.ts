import type { RequestKind, Run } from './load-child';
import type { Loader } from './loader';

/** How sorts of requests take turns. */
export interface TurnsOrder {
  port: number;
  connections: number;
  /** Requests of one sort that follow each other. */
  inARow: number;
  /** Rounds that count. One more goes before them and is thrown away, unless there is none. */
  rounds: number;
  /** Of each round. */
  seconds: number;
}

/**
 * Sends so many requests of one sort, then as many of the next, on all connections together. Answers the runs of each sort, round by
 * round; those of one place were measured next to each other. Takes three sorts or more: of two, one would follow itself.
 */
export async function inTurns<Sort extends string>(
  loader: Loader, requests: Record<Sort, RequestKind>, { port, connections, inARow, rounds, seconds }: TurnsOrder,
): Promise<Array<Record<Sort, Run[]>>> {
  const sorts = Object.keys(requests) as Sort[];
  // Each cycle begins with another sort, so that none always follows the same one.
  const cycles = sorts.flatMap((_, first) => [...sorts.slice(first), ...sorts.slice(0, first)]);
  const turns = cycles.flatMap((sort) => Array<Sort>(inARow).fill(sort));
  const measured: Array<Record<Sort, Run[]>> = [];
  for (let round = 0; round <= rounds; round += 1) {
    const results = await loader.load({ port, seconds, requests, groups: [{ connections, turns, together: true }] });
    // The end of a round may come in the middle of a cycle.
    const whole = Math.min(...sorts.map((sort) => results[sort]!.runs.length));
    const runs = Object.fromEntries(sorts.map((sort) => [sort, results[sort]!.runs.slice(0, whole)])) as Record<Sort, Run[]>;
    if (round > 0 || rounds === 0) measured.push(runs);
  }
  return measured;
}
