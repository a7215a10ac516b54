module.exports = require('@strapi/strapi').factories.createCoreController('api::banner.banner');
