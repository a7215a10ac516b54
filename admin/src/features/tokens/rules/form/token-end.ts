import type { Lifespan, TokenSummary } from '../../../../../../server/contract';
import { LIFESPANS } from '../lifespans';

const DAY_MS = 86_400_000;

/**
 * When a token ends, as its form holds it: after a life in milliseconds that begins when it is created, at a date in ISO 8601, or never (null).
 * {@link NO_DATE} where it is to end on a date that nobody has chosen yet.
 */
export type TokenEnd = Lifespan | string | null;

/** A date that is not chosen yet. */
export const NO_DATE = '';

/** What a request to create a token says of its end. */
export function lifeOf(end: TokenEnd): { lifespan: Lifespan | null } | { expiresAt: string } {
  return typeof end === 'string' ? { expiresAt: end } : { lifespan: end };
}

/** The last moment of a day in the time zone of the browser. */
export function endOfDay(day: Date): string {
  return new Date(day.getFullYear(), day.getMonth(), day.getDate(), 23, 59, 59, 999).toISOString();
}

/** The first moment of a day in the time zone of the browser. */
export function startOfDay(day: Date): string {
  return new Date(day.getFullYear(), day.getMonth(), day.getDate()).toISOString();
}

/** The day that a text such as `2026-12-31` names, in the time zone of the browser; undefined where it names none. */
export function dayNamed(text: string): Date | undefined {
  const [, year, month, day] = (/^\s*(\d{4})-(\d\d)-(\d\d)\s*$/.exec(text) ?? []).map(Number);
  if (year === undefined) return undefined;
  const named = new Date(year, month! - 1, day);
  return named.getMonth() === month! - 1 && named.getDate() === day ? named : undefined;
}

/** The day of a moment in the time zone of the browser, as the design system's picker takes it: the same day's midnight in UTC. */
export function pickerDay(moment: Date): Date {
  return new Date(Date.UTC(moment.getFullYear(), moment.getMonth(), moment.getDate()));
}

/** Whether two moments are on one day in the time zone of the browser. */
export function isSameDay(one: Date, other: Date): boolean {
  return pickerDay(one).getTime() === pickerDay(other).getTime();
}

/** The lives that a policy allows. @param maxDays The longest that it does; null for any. */
export function allowedLifespans(maxDays: number | null): typeof LIFESPANS {
  return LIFESPANS.filter(({ days }) => maxDays === null || days <= maxDays);
}

/** What a new token's end is until somebody changes it: 30 days, or the longest life below that which the policy allows. */
export function defaultEnd(maxDays: number | null): TokenEnd {
  return allowedLifespans(maxDays).filter(({ days }) => days <= 30).at(-1)?.lifespan ?? NO_DATE;
}

/**
 * The last day on which a token may end: the last whole one that the policy allows, or that of its present end where that is later, since
 * shortening is always possible. Undefined for any day.
 */
export function lastDay(maxDays: number | null, present: TokenSummary['expiresAt'] | undefined, now: number): Date | undefined {
  if (maxDays === null || present === null) return undefined;
  const allowed = new Date(now + (maxDays - 1) * DAY_MS);
  return present === undefined || Date.parse(present) < allowed.getTime() ? allowed : new Date(present);
}
