import type { DialectName } from './bench-database';
import type { Figure } from './figure';

/** How the benchmark was called. */
export interface BenchOptions {
  /** Each part for a second or two: whether it works and its answers are right, not how fast. */
  short: boolean;
  /** Each part as long as it takes to tell small differences and slow growth; otherwise all of them take a quarter of an hour. */
  full: boolean;
  /** The databases of the parts that ask several. */
  dialects: DialectName[];
}

/** One question of the benchmark, and how it is answered. */
export interface Part {
  /** Says what is compared with what. */
  title: string;
  /** Measures a real Strapi, which has to be installed. */
  needsStrapi?: boolean;
  /** @throws {Error} where an answer that was measured is wrong */
  run(options: BenchOptions): Promise<{ figures: Figure[]; notes?: string[] }>;
}

/** Throws, with what went wrong, where `condition` does not hold. A fast wrong answer is a failure. */
export function assertRight(condition: unknown, what: string): asserts condition {
  if (!condition) throw new Error(`Wrong answer: ${what}`);
}
