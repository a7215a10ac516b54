/** What the server's words about restrictions are about: a part of a content type, or the locales. */
export type ErrorPlace = { uid: string; part: 'read' | 'write' | 'where' | 'type' } | { uid?: undefined; part: 'locales' };

const TYPES = 'restrictions.types.';

/** Where in restrictions the server's words find fault; null if that is nowhere in particular. `uids` are those of the types that are shown. */
export function errorPlace(words: string, uids: readonly string[]): ErrorPlace | null {
  if (words.startsWith('restrictions.locales ')) return { part: 'locales' };
  if (!words.startsWith(TYPES)) return null;
  const rest = words.slice(TYPES.length);
  const uid = uids.find((each) => rest.startsWith(`${each} `) || rest.startsWith(`${each}.`));
  if (uid === undefined) return null;
  const part = /^\.(read|write|where)\b/.exec(rest.slice(uid.length))?.[1] as 'read' | undefined;
  return { uid, part: part ?? 'type' };
}
