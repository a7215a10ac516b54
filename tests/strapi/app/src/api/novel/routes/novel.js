module.exports = require('@strapi/strapi').factories.createCoreRouter('api::novel.novel');
