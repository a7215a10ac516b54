/** The largest id that all databases can store. */
const largest = 2 ** 31 - 1;

/** The id in a path or a body: a positive whole number, also as text; undefined for anything else. */
export function parseId(value: unknown): number | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || !/^[1-9]\d{0,9}$/.test(text)) return undefined;
  const id = Number(text);
  return id <= largest ? id : undefined;
}
