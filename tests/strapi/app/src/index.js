const { readdirSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

/** Every route of the admin API, as the tests cross them with callers. */
function adminRoutes(strapi) {
  const sets = [
    ...Object.values(strapi.admin.routes),
    ...Object.entries(strapi.plugins).flatMap(([name, { routes }]) =>
      (Array.isArray(routes) ? [{ type: 'admin', prefix: `/${name}`, routes }] : Object.values(routes))),
  ];
  return sets.filter(({ type }) => type === 'admin').flatMap(({ prefix, routes }) =>
    routes.map(({ method, path, config }) => ({ method, path: `${prefix}${path}`, auth: config?.auth })));
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

module.exports = {
  register({ strapi }) {
    startTogether(strapi);
    strapi.get('policies').set('global::open', () => true);
    addGuardedRoute(strapi);
  },

  async bootstrap({ strapi }) {
    writeFileSync(process.env.ROUTES_FILE, JSON.stringify(adminRoutes(strapi)));
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
