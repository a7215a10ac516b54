import { createHash } from 'node:crypto';

/** The column name of an attribute: `adminUserOwner` → `admin_user_owner`. */
export function snakeCase(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toLowerCase();
}

/** The longest name that no database truncates (PostgreSQL's 63 bytes). */
const longestName = 63;

/** A name made of parts; if it is too long, its end is replaced by a hash of the whole. */
export function joinName(...parts: string[]): string {
  const name = parts.join('_');
  if (name.length <= longestName) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8);
  return `${name.slice(0, longestName - hash.length - 1)}_${hash}`;
}
