import type { Restrictions } from '../../../../../../server/contract';
import { ALL_ROWS, isInvalidJson, problemOfCondition, rowFilterOf, whereOf, type RowFilter } from './row-filter';

/** What a token may reach of a content type, as its form holds it. Null stands for all fields, also those that are added later. */
export interface TypeDraft {
  read: string[] | null;
  write: string[] | null;
  rows: RowFilter;
}

/** Restrictions as their form holds them. */
export interface RestrictionDraft {
  published: boolean;
  draftsOnly: boolean;
  /** Empty for all. */
  locales: string[];
  types: Record<string, TypeDraft>;
}

/** A content type without restrictions. */
export const FREE_TYPE: TypeDraft = Object.freeze({ read: null, write: null, rows: ALL_ROWS });

/** No restrictions. */
export const FREE: RestrictionDraft = Object.freeze({ published: false, draftsOnly: false, locales: [], types: {} });

/** The draft of stored restrictions. */
export function draftOf(restrictions: Restrictions | null): RestrictionDraft {
  const { read, write, locales = [], types = {} } = restrictions ?? {};
  return {
    published: read !== undefined,
    draftsOnly: write !== undefined,
    locales: [...locales].sort(),
    types: Object.fromEntries(Object.entries(types).map(([uid, { read: readable, write: writable, where }]) => (
      [uid, { read: sorted(readable), write: sorted(writable), rows: rowFilterOf(where) }]))),
  };
}

/** What a draft without {@link problemsOf} stands for; null for no restrictions. */
export function restrictionsOf({ published, draftsOnly, locales, types }: RestrictionDraft): Restrictions | null {
  const restricted = Object.entries(types).flatMap(([uid, { read, write, rows }]) => {
    const where = whereOf(rows);
    const rule = { ...(read && { read }), ...(write && { write }), ...(where && { where }) };
    return Object.keys(rule).length > 0 ? [[uid, rule] as const] : [];
  });
  const restrictions: Restrictions = {
    ...(published && { read: { status: 'published' } }),
    ...(draftsOnly && { write: { status: 'draft' } }),
    ...(locales.length > 0 && { locales }),
    ...(restricted.length > 0 && { types: Object.fromEntries(restricted) }),
  };
  return Object.keys(restrictions).length > 0 ? restrictions : null;
}

/** The types whose row filters are not complete. */
export function problemsOf({ types }: RestrictionDraft): string[] {
  return Object.entries(types).flatMap(([uid, { rows }]) => (
    ('json' in rows ? isInvalidJson(rows) : rows.conditions.some((condition) => problemOfCondition(condition) !== null)) ? [uid] : []));
}

/** The same draft with another for one of its types. */
export function withType(draft: RestrictionDraft, uid: string, type: TypeDraft): RestrictionDraft {
  const { [uid]: _, ...others } = draft.types;
  return { ...draft, types: isFree(type) ? others : { ...others, [uid]: { ...type, read: sorted(type.read), write: sorted(type.write) } } };
}

/** Whether nothing of a type is restricted. What is being typed as JSON is kept. */
export function isFree({ read, write, rows }: TypeDraft): boolean {
  return read === null && write === null && !('json' in rows) && rows.conditions.length === 0;
}

/** A draft as a text, which is the same for the same restrictions; empty for none. */
export function draftText({ published, draftsOnly, locales, types }: RestrictionDraft): string {
  const inOrder = Object.fromEntries(Object.entries(types).sort(([one], [other]) => (one < other ? -1 : 1)));
  const text = JSON.stringify({ published, draftsOnly, locales, types: inOrder });
  return text === NOTHING ? '' : text;
}

const NOTHING = JSON.stringify(FREE);

/** The draft of a {@link draftText}. */
export function draftIn(text: string): RestrictionDraft {
  return text === '' ? FREE : JSON.parse(text) as RestrictionDraft;
}

function sorted(names: string[] | null | undefined): string[] | null {
  return names ? [...names].sort() : null;
}
