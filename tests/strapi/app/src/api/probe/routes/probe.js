/** Routes without a database: what tests ask where it is away, and what answers for itself. */
module.exports = {
  routes: [
    {
      method: 'GET',
      path: '/probe/credentials',
      handler(ctx) {
        const { credentials } = ctx.state.auth;
        ctx.body = { credentials, isFrozen: Object.isFrozen(credentials) && Object.isFrozen(credentials.permissions) };
      },
      config: { auth: { scope: ['api::probe.probe.find'] } },
    },
    {
      method: 'POST',
      path: '/probe/webhook',
      handler(ctx) {
        ctx.status = Number(ctx.request.body.status);
        ctx.body = 'wrong signature';
      },
      config: { auth: false },
    },
    {
      // As after a change by another instance: what tests write to tables themselves.
      method: 'POST',
      path: '/probe/forget',
      async handler(ctx) {
        await strapi.plugin('api-tokens').service('all').store.write(async ({ changed }) => changed('all'));
        ctx.status = 204;
      },
      config: { auth: false },
    },
    {
      // What the service for the project's own code answers.
      method: 'POST',
      path: '/probe/tokens',
      async handler(ctx) {
        const { call, args } = ctx.request.body;
        ctx.body = await strapi.plugin('api-tokens').service('tokens')[call](...args);
      },
      config: { auth: false },
    },
    {
      // What the project's own code does with the plugin's services.
      method: 'POST',
      path: '/probe/operator',
      async handler(ctx) {
        const { service, call, args } = ctx.request.body;
        try {
          const answer = await strapi.plugin('api-tokens').service('all')[service][call]({ type: 'system' }, ...args);
          ctx.body = call === 'list' ? answer : { data: answer };
        } catch ({ status = 500, message }) {
          ctx.status = status;
          ctx.body = { error: { message } };
        }
      },
      config: { auth: false },
    },
  ],
};
