/** The same for ES modules, to which everything that a CommonJS module exports is one default export. */
import server, { type ServerPlugin } from './strapi-server.js';

// By the name of its type: bundlers' resolution of types takes that default export for the plugin itself.
const plugin: ServerPlugin = server.default;
export default plugin;
export type * from './strapi-server.js';
