import type { RateLimit } from '../../../../../../server/contract';

/** The windows that the form offers, in seconds. */
export const RATE_WINDOWS = [1, 60, 3600, 86_400] as const;

/** A limit as its form holds it: `600/60`; empty for none. What is typed may be no limit yet. */
export function rateText(rate: RateLimit | null | undefined): string {
  return rate ? `${rate.limit}/${rate.window}` : '';
}

/** The limit that was typed: null for none, and for what is no limit. */
export function rateOf(text: string): RateLimit | null {
  const [, limit, window] = RATE_FORM.exec(text) ?? [];
  return limit === undefined ? null : { limit: Number(limit), window: Number(window) };
}

/** A limit from 1 to 1,000,000 in a window of up to a day, or nothing. */
export const RATE_FORM = /^(?:([1-9]\d{0,5}|1000000)\/([1-9]\d{0,4}))?$/;
