/** Whether read-only tokens may use an action that is neither `find` nor `findOne`. */
export type ReadActions = (action: string) => boolean;

/** The form of an action, or of a pattern with `*` for any characters, as `apiToken.readActions` lists them. */
export const READ_ACTION_FORM = /^[\w\-:*]+(\.[\w\-:*]+)*$/;

/** Compiles `apiToken.readActions`; null if there are none. */
export function compileReadActions(patterns: readonly string[]): ReadActions | null {
  if (patterns.length === 0) return null;
  const any = patterns.map((pattern) => pattern.split('*').map((part) => part.replace(/[.\-:]/g, '\\$&')).join('.*'));
  const expression = new RegExp(`^(?:${any.join('|')})$`);
  return (action) => expression.test(action);
}
