/** The maximum number of names in a message. */
const MOST_NAMES = 20;
/** The maximum length of a name in a message (characters). */
const LONGEST_NAME = 255;

/** Formats names for a message, however many and however long: `a, b`, or `a, b, … and 7 more`. */
export function shortList(names: readonly string[]): string {
  const told = names.slice(0, MOST_NAMES).map(shortened).join(', ');
  return names.length > MOST_NAMES ? `${told}, … and ${names.length - MOST_NAMES} more` : told;
}

function shortened(name: string): string {
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name;
}
