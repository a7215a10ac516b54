import type { Knex } from 'knex';

/** `expires_at` → `expiresAt`. */
export const camel = (name: string) => name.replace(/(?<=.)_+([a-z])/g, (_, letter: string) => letter.toUpperCase());
/** `expiresAt` → `expires_at`. */
export const snake = (name: string) => name.replace(/(?<=.)[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** What objection's `knexSnakeCaseMappers` and the like make of names; `stored` and `shown` translate them. */
export function mappers(stored: (name: string) => string, shown: (name: string) => string): Knex.Config {
  const translated = (row: unknown) => (typeof row !== 'object' || row === null || Array.isArray(row) ? row
    : Object.fromEntries(Object.entries(row).map(([name, value]) => [shown(name), value])));
  return {
    wrapIdentifier: (name, wrap) => wrap(name === '*' ? name : stored(name)),
    postProcessResponse: (response) => (Array.isArray(response) ? response.map(translated) : translated(response)),
  };
}
