/**
 * Replaces the code editor of the design system's JSON input, which no page of the panel has. Only what the design system calls while it
 * loads is here; rendering that input throws.
 */
const absent = (): never => {
  throw new Error('This panel is built without the code editor that JSONInput needs');
};
const define = () => ({});

export const json = absent;
export const jsonParseLinter = absent;
export const useCodeMirror = absent;
export const StateField = { define };
export const StateEffect = { define };
export const EditorView = { decorations: {} };
export const Decoration = { mark: define, none: {} };
