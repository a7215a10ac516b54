/**
 * Stands in for the code editor that the design system's JSON input is made of. No page of the panel has a JSON input; what the
 * design system calls while it loads is here, and whoever renders that input is told.
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
