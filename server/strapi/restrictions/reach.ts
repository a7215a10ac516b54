import type { Where } from '../../host';
import type { Restrictions } from '../../grant/restrictions';
import type { Schema } from './schema';

/** What is known of a row by the way that led to it: relations join rows of the same status, and of the same locale. */
export interface Known {
  status: boolean;
  locale: boolean;
}

/** Which rows of which types may be read. */
export interface Reach {
  /** What rows of a type have to match beyond what is known of them; empty if every row may be read. */
  of(uid: string, known?: Known): Where[];
  /** What rows of a type have to match to be changed or referred to, drafts included. */
  ofWritten(uid: string): Where[];
  /** What rows of a type have to match by the `where` of the restrictions, whatever their version and locale. */
  rows(uid: string): Where[];
  /** What is known of a row of this type that may be read. */
  within(uid: string): Known;
  /** What is known of the row that an attribute of such a row leads to. */
  through(name: string, known: Known): Known;
}

const NOTHING: Known = Object.freeze({ status: false, locale: false });

/** The rows that restrictions leave. `rowsOf` is what their `where` says of a type, in the form of Strapi's database layer. */
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
    // All rows of a document, whatever their status and locale.
    through: (name, known) => (name === 'localizations' ? NOTHING : known),
  };
}
