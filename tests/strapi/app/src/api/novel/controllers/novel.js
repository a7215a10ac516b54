module.exports = require('@strapi/strapi').factories.createCoreController('api::novel.novel', ({ strapi }) => ({
  /** What a project's own code sees of both ways to read. */
  async digest(ctx) {
    const titles = (rows) => rows.map(({ title }) => title).sort();
    ctx.body = {
      documents: titles(await strapi.documents('api::novel.novel').findMany({})),
      rows: titles(await strapi.db.query('api::novel.novel').findMany({})),
    };
  },

  /** A write beside the document service. */
  async stamp(ctx) {
    ctx.body = await strapi.db.query('api::novel.novel').updateMany({ data: { notes: 'stamped' } });
  },
}));
