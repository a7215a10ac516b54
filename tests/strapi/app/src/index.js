const { readdirSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

/**
 * Marks the answer to every request that reaches the handler of a route, and ends it there with 204 where it asks for that: tests may then send
 * anything anywhere. Returns all routes of Strapi and its plugins as they are added.
 */
function markHandlers(strapi) {
  const listed = [];
  const { routes: add } = strapi.server;
  const mark = (ctx, next) => {
    ctx.set('X-Handled', 'yes');
    if (!ctx.get('X-Only-Admit')) return next();
    ctx.status = 204;
  };
  strapi.server.routes = function routes(added) {
    // Those without a type serve files, at every path.
    const { type, prefix = '', routes } = Array.isArray(added) || !added.type ? { routes: [] } : added;
    for (const route of routes) {
      const { method, path, config } = route;
      listed.push({ type, method, path: `${type === 'content-api' ? '/api' : ''}${prefix}${path}`, auth: config?.auth });
      route.config = { ...config, middlewares: [mark, ...(config?.middlewares ?? [])] };
    }
    return add.call(this, added);
  };
  return listed;
}

/** An admin route that only a policy of the project's own guards. */
function addGuardedRoute(strapi) {
  strapi.server.routes({
    type: 'admin',
    routes: [{
      method: 'GET',
      path: '/guarded',
      info: { pluginName: 'project' },
      handler: (ctx) => {
        ctx.body = 'guarded';
      },
      config: { policies: ['global::open'] },
    }],
  });
}

/** Holds the plugin's part of a start back until as many processes as are to start together have come to it, each with a file in a folder. */
function startTogether(strapi) {
  const { START_TOGETHER: count, START_TOGETHER_FOLDER: folder } = process.env;
  if (!count) return;
  const plugin = strapi.plugin('api-tokens');
  const bootstrap = plugin.bootstrap;
  plugin.bootstrap = async () => {
    writeFileSync(join(folder, String(process.pid)), '');
    while (readdirSync(folder).length < Number(count)) await new Promise((resolve) => setTimeout(resolve, 5));
    return bootstrap();
  };
}

let listed;

module.exports = {
  register({ strapi }) {
    startTogether(strapi);
    strapi.get('policies').set('global::open', () => true);
    addGuardedRoute(strapi);
    listed = markHandlers(strapi);
  },

  async bootstrap({ strapi }) {
    writeFileSync(process.env.ROUTES_FILE, JSON.stringify(listed));
    // Long enough for a test to do something meanwhile.
    const auth = strapi.service('admin::auth');
    const hashPassword = auth.hashPassword;
    auth.hashPassword = async (password) => {
      if (password.endsWith('-slowly')) await new Promise((resolve) => setTimeout(resolve, 1500));
      return hashPassword(password);
    };
    // As projects do that keep their roles in code.
    for (const { role, permissions } of JSON.parse(process.env.ROLES_AT_START ?? '[]')) {
      await strapi.service('admin::role').assignPermissions(role, permissions);
    }
  },

  /** Long enough for a test to send requests after the plugins have stopped. */
  async destroy() {
    await new Promise((resolve) => setTimeout(resolve, Number(process.env.STOP_DELAY_MS ?? 0)));
  },
};
