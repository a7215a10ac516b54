const { writeFileSync } = require('node:fs');

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

module.exports = {
  bootstrap({ strapi }) {
    writeFileSync(`${process.env.DATABASE_FILENAME}.routes.json`, JSON.stringify(adminRoutes(strapi)));
  },
};
