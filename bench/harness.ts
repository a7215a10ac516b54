import { mkdirSync, writeFileSync } from 'node:fs';

/** How long a run may take and how far it may go. */
export interface RunOptions {
  /** Checks that the part works and answers rightly; its times mean nothing. */
  short: boolean;
  /** Includes what takes minutes. */
  full: boolean;
}

/** Some measurements of one thing. */
export interface Figure {
  median: number;
  lowest: number;
  highest: number;
}

/** One line of a printed table: what was measured, and its columns by name. */
export type Line = Record<string, string | number>;

/** A part of the benchmark: it answers with the lines of its table, and throws where an answer was wrong. */
export type Part = (options: RunOptions) => Promise<Line[]>;

/** The middle and the spread of some measurements. */
export function figure(values: number[]): Figure {
  const sorted = [...values].sort((a, b) => a - b);
  return { median: quantile(sorted, 0.5), lowest: sorted[0]!, highest: sorted.at(-1)! };
}

/** The value that `share` (0 to 1) of the measurements do not exceed. */
export function quantile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
}

/**
 * Measures all of `subjects` in turn, `rounds` times, after one round that does not count. The machine is noisy: what is
 * compared is measured side by side, in an order that turns around each round. Answers with every measurement by name.
 */
export async function alternate<Name extends string>(
  rounds: number,
  subjects: Record<Name, () => Promise<number>>,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(subjects) as Name[];
  const values = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of round % 2 === 0 ? names : [...names].reverse()) {
      const value = await subjects[name]();
      if (round > 0) values[name].push(value);
    }
  }
  return values;
}

/** Microseconds of wall clock that one of `count` calls takes; a call that is done at once is not waited for. */
export async function timePerCall(count: number, call: () => unknown): Promise<number> {
  const begun = performance.now();
  for (let i = 0; i < count; i += 1) {
    const result = call();
    if (result instanceof Promise) await result;
  }
  return ((performance.now() - begun) * 1000) / count;
}

/** @throws {Error} where an answer is not the one that is right: a fast wrong answer is a failure */
export function expectAnswer(what: string, actual: unknown, expected: unknown): void {
  if (actual !== expected) throw new Error(`${what}: ${String(actual)} instead of ${String(expected)}`);
}

/** `1.2 (1.0–1.5)` */
export function show({ median, lowest, highest }: Figure, digits = 1): string {
  return `${median.toFixed(digits)} (${lowest.toFixed(digits)}–${highest.toFixed(digits)})`;
}

/** Prints a table, and writes it to `.tmp/bench/<name>.json`. */
export function report(name: string, lines: Line[]): void {
  console.log(`\n${name}`);
  console.table(lines);
  mkdirSync('.tmp/bench', { recursive: true });
  const run = { name, date: new Date().toISOString(), node: process.version, lines };
  writeFileSync(`.tmp/bench/${name}.json`, `${JSON.stringify(run, null, 2)}\n`);
}
