import { startChild } from './child';
import type { LoadMethods, LoadOrder, LoadResult } from './load-child';

/**
 * Loads a server from a process of its own.
 * @throws {Error} at the first wrong answer
 */
export async function load(order: LoadOrder): Promise<LoadResult> {
  const child = startChild<LoadMethods>('load-child');
  try {
    return await child.call('load', order);
  } finally {
    await child.stop();
  }
}
