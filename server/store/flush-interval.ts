/**
 * The interval between writes of what requests are counted and when keys were used (milliseconds): with ten thousand tokens in use, a write takes about 100 ms
 * of the process's CPU, one percent of this.
 */
export const FLUSH_INTERVAL_MS = 10_000;
