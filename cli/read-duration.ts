import { UsageError } from './command';

const UNITS: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A duration such as `30m`, `24h` or `7d`, in milliseconds. `option` is its name in the error. @throws {UsageError} */
export function readDuration(option: string, value: string): number {
  const [, count, unit] = /^([0-9]{1,9})([smhd])$/.exec(value) ?? [];
  if (count === undefined) throw new UsageError(`${option} must be a duration such as 90s, 30m, 24h or 7d.`);
  return Number(count) * UNITS[unit!]!;
}
