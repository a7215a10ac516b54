import { startChild } from './child';
import type { LoadMethods, LoadOrder, LoadResult } from './load-child';

/** Sends requests from a process of its own. */
export interface Loader {
  /** Loads a server. @throws {Error} at the first wrong answer */
  load<Name extends string>(order: LoadOrder & { requests: Record<Name, unknown> }): Promise<Record<Name, LoadResult>>;
  stop(): Promise<void>;
}

/** Starts the process. It is kept over all rounds, so that none of them pays for its start. */
export function startLoader(): Loader {
  const child = startChild<LoadMethods>('load-child');
  return { load: (order) => child.call('load', order), stop: () => child.stop() };
}
