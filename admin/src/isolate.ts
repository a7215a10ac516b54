/** Text of a person between marks (Unicode FSI and PDI) that keep its direction from changing the sentence around it. */
export function isolate(text: string): string {
  return `\u2068${text}\u2069`;
}
