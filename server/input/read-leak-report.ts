import { ValidationError } from '../errors';

const MAX_KEYS = 100;
/** GitHub sends all keys that it found at once in one request. */
const MAX_ALERTS = 1000;
const WRONG = `The body must be an object with only \`keys\`, a list of 1 to ${MAX_KEYS} strings, or a list of 1 to ${MAX_ALERTS} objects with a \`token\` string`;

/**
 * The keys of a report: `{ keys: [...] }`, or the list that GitHub's secret scanning partner program sends, `[{ token, type, url, source }]`, of
 * which only `token` is read. Errors never repeat the input, which may contain keys.
 * @throws {ValidationError}
 */
export function readLeakReport(input: unknown): string[] {
  const keys = Array.isArray(input) ? tokensOf(input) : isRecord(input) && Object.keys(input).length === 1 ? listOf(input.keys, MAX_KEYS) : null;
  if (keys === null || !keys.every((key) => typeof key === 'string')) throw new ValidationError(WRONG);
  return keys.map((key) => key.trim());
}

function tokensOf(alerts: unknown[]): unknown[] | null {
  return listOf(alerts, MAX_ALERTS)?.map((alert) => (isRecord(alert) ? alert.token : null)) ?? null;
}

function listOf(value: unknown, max: number): unknown[] | null {
  return Array.isArray(value) && value.length > 0 && value.length <= max ? value : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
