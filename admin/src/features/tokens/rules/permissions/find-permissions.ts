/** What can be searched in a row. */
interface SearchedRow {
  id: string;
  label: string;
  /** What it is found by besides its name and id, such as its routes. */
  words?: string;
}

interface SearchedGroup {
  label: string;
  rows: SearchedRow[];
}

/** A group, and those of its rows that are found. */
export interface FoundGroup<Group extends SearchedGroup> {
  group: Group;
  rows: Group['rows'];
}

/** What a search leaves of a matrix of permissions. */
export interface FoundPermissions<Section extends { groups: SearchedGroup[] }> {
  sections: Array<{ section: Section; groups: Array<FoundGroup<Section['groups'][number]>> }>;
  /** How many rows are found. */
  count: number;
}

/** Without case and accents. */
const folded = (text: string) => text.normalize('NFD').replace(/\p{Diacritic}/gu, '').toLowerCase();

/**
 * The rows in whose name, id, further words or group every word of `search` stands, in any case, with their groups and sections; those
 * without any are left out. Everything where nothing is searched for.
 */
export function findPermissions<Section extends { groups: SearchedGroup[] }>(sections: readonly Section[], search: string): FoundPermissions<Section> {
  const words = folded(search).split(/\s+/).filter(Boolean);
  let count = 0;
  const found = sections.map((section) => ({
    section,
    groups: section.groups.map((group: Section['groups'][number]) => {
      const rows = words.length ? group.rows.filter((row) => stands(words, `${group.label} ${row.label} ${row.id} ${row.words ?? ''}`)) : group.rows;
      count += rows.length;
      return { group, rows };
    }).filter(({ rows }) => rows.length > 0),
  }));
  return { sections: found.filter(({ groups }) => groups.length > 0), count };
}

function stands(words: readonly string[], text: string): boolean {
  const within = folded(text);
  return words.every((word) => within.includes(word));
}
