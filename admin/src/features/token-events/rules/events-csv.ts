import type { TokenEvent } from '../../../../../server/contract';

const COLUMNS: Array<[name: string, value: (event: TokenEvent) => string | number | null]> = [
  ['at', ({ at }) => at],
  ['action', ({ action }) => action],
  ['tokenKind', ({ token }) => token.kind],
  ['tokenId', ({ token }) => token.id],
  ['token', ({ token }) => token.name],
  ['actorType', ({ actor }) => actor.type],
  ['actorId', ({ actor }) => actor.id],
  ['actor', ({ actor }) => actor.label],
  ['address', ({ address }) => address],
  ['requestId', ({ requestId }) => requestId],
  ['details', ({ details }) => (Object.keys(details).length ? JSON.stringify(details) : '')],
];

/** What spreadsheets interpret as the beginning of a formula (OWASP, "CSV Injection"). */
const FORMULA = /^[=+\-@\t\r]/;

/** A field of a CSV file (RFC 4180), always quoted. Would-be formulas are prefixed with an apostrophe, so that spreadsheets treat them as text. */
export function csvField(value: string | number | null): string {
  const text = String(value ?? '');
  return `"${FORMULA.test(text) ? "'" : ''}${text.replaceAll('"', '""')}"`;
}

/** Events as a CSV file, with a byte order mark, by which spreadsheets recognize UTF-8. */
export function eventsCsv(events: readonly TokenEvent[]): string {
  const lines = [COLUMNS.map(([name]) => csvField(name)), ...events.map((event) => COLUMNS.map(([, value]) => csvField(value(event))))];
  return `\uFEFF${lines.map((fields) => `${fields.join(',')}\r\n`).join('')}`;
}
