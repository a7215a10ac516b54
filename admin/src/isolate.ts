/** User-supplied text between isolates (Unicode FSI and PDI), which keep its direction from changing the sentence around it. */
export function isolate(text: string): string {
  return `\u2068${text}\u2069`;
}
