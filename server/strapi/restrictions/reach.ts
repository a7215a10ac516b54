import type { Where } from '../../host';
import type { Restrictions } from '../../grant/restrictions';
import type { Schema } from './schema';

/** What is known about a row from the path that led to it: relations join rows of the same status and locale. */
export interface Known {
  status: boolean;
  locale: boolean;
}

/** Which rows of which types may be read. */
export interface Reach {
  /** The conditions that rows of a type must match, beyond what is known about them; empty if every row may be read. */
  of(uid: string, known?: Known): Where[];
  /** The conditions that rows of a type, including drafts, must match to be changed or referred to. */
  ofWritten(uid: string): Where[];
  /** The conditions of the restrictions' `where` on rows of a type, regardless of version and locale. */
  rows(uid: string): Where[];
  /** What is known about a readable row of this type. */
  within(uid: string): Known;
  /** What is known about a row that an attribute of such a row refers to. */
  through(name: string, known: Known): Known;
}

const NOTHING: Known = Object.freeze({ status: false, locale: false });

/** The rows within restrictions. `rowsOf` returns their `where` for a type, in the form of Strapi's database layer. */
export function createReach({ read, locales }: Restrictions, schema: Schema, rowsOf: (uid: string) => Where | null): Reach {
  const rows = (uid: string): Where[] => {
    const where = rowsOf(uid);
    return where === null ? [] : [where];
  };
  const of = (uid: string, known: Known, isRead: boolean): Where[] => {
    const conditions = rows(uid);
    if (isRead && read !== undefined && !known.status && schema.hasDrafts(uid)) conditions.push({ publishedAt: { $notNull: true } });
    if (locales !== undefined && !known.locale && schema.isLocalized(uid)) conditions.push({ locale: { $in: [...locales] } });
    return conditions;
  };
  return {
    of: (uid, known = NOTHING) => of(uid, known, true),
    ofWritten: (uid) => of(uid, NOTHING, false),
    rows,
    within: (uid) => ({ status: schema.hasDrafts(uid), locale: schema.isLocalized(uid) }),
    // All rows of a document, regardless of status and locale.
    through: (name, known) => (name === 'localizations' ? NOTHING : known),
  };
}
