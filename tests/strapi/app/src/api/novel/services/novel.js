module.exports = require('@strapi/strapi').factories.createCoreService('api::novel.novel');
