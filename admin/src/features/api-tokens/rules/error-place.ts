/** The subject of a server error about restrictions: a part of a content type, or the locales. */
export type ErrorPlace = { uid: string; part: 'read' | 'write' | 'where' | 'type' } | { uid?: undefined; part: 'locales' };

const TYPES = 'restrictions.types.';

/** The part of the restrictions that a server error is about; null if it names none. `uids` are those of the types that are shown. */
export function errorPlace(words: string, uids: readonly string[]): ErrorPlace | null {
  if (words.startsWith('restrictions.locales ')) return { part: 'locales' };
  if (!words.startsWith(TYPES)) return null;
  const rest = words.slice(TYPES.length);
  const uid = uids.find((each) => rest.startsWith(`${each} `) || rest.startsWith(`${each}.`));
  if (uid === undefined) return null;
  const part = /^\.(read|write|where)\b/.exec(rest.slice(uid.length))?.[1] as 'read' | undefined;
  return { uid, part: part ?? 'type' };
}
