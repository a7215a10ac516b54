/** The same for ES modules, which see all exports of a CommonJS module as one default export. */
import server, { type ServerPlugin } from './strapi-server.js';

// Typed by name, since the type resolution of bundlers takes that default export for the plugin itself.
const plugin: ServerPlugin = server.default;
export default plugin;
export type * from './strapi-server.js';
