/** Names that a message lists at most. */
const MOST_NAMES = 20;
/** Characters of a name that a message repeats at most. */
const LONGEST_NAME = 255;

/** Names for a message, however many there are and however long: `a, b`, or `a, b, … and 7 more`. */
export function shortList(names: readonly string[]): string {
  const told = names.slice(0, MOST_NAMES).map(shortened).join(', ');
  return names.length > MOST_NAMES ? `${told}, … and ${names.length - MOST_NAMES} more` : told;
}

function shortened(name: string): string {
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name;
}
