import { summarize, type Summary } from './statistics';

/** How the benchmark was called. */
export interface BenchOptions {
  /** Each part for a second or two: whether it works and answers are right, not how fast. */
  short: boolean;
  /** How many rounds of each comparison; each part has its own number when left out. */
  rounds: number | undefined;
  /** Whether a real Strapi is measured too. */
  strapi: boolean;
  /** The databases of the parts that ask several. */
  dialects: Array<'sqlite' | 'postgres' | 'mysql'>;
}

/** One line of the table. */
export interface Figure extends Summary {
  what: string;
  unit: string;
  /** What the issue asks for. */
  goal?: { atMost: number } | { atLeast: number };
}

/** One question of the benchmark, and how it is answered. */
export interface Part {
  number: number;
  title: string;
  /** @throws {Error} where an answer that was measured is wrong */
  run(options: BenchOptions): Promise<{ figures: Figure[]; notes?: string[] }>;
}

/** A line of the table from the values of all rounds. */
export function figure(what: string, unit: string, values: number[], goal?: Figure['goal']): Figure {
  return { what, unit, ...summarize(values), ...(goal && { goal }) };
}

/** Whether the median reaches the goal; undefined where there is none. */
export function isMet({ median, goal }: Figure): boolean | undefined {
  if (goal === undefined) return undefined;
  return 'atMost' in goal ? median <= goal.atMost : median >= goal.atLeast;
}

/** Throws, with what went wrong, where `condition` does not hold. A fast wrong answer is a failure. */
export function assertRight(condition: unknown, what: string): asserts condition {
  if (!condition) throw new Error(`Wrong answer: ${what}`);
}
