import type { Api } from './api-suite';
import { makeToken } from './people';

/** What is recorded of the requests of tokens. */
export function describeWatchedTokens(api: Api): void {
  describe('the usage of a token', () => {
    const usage = async (path: string) => {
      const { days, actions } = (await api.admin.get(api.path(`${path}/usage?days=2`)).expect(200)).body.data;
      return { count: days.length, ...days[1], actions };
    };
    const denials = async (path: string) => (await api.admin.get(api.path(`${path}/denials`)).expect(200)).body.data;

    it('for content counts what was answered, denied and failed, REST and GraphQL alike', async () => {
      const permissions = ['api::article.article.find', 'api::article.article.findOne'];
      const { id, accessKey } = (await api.admin.post(api.path('/api-tokens'), { name: api.newName(), type: 'custom', permissions }).expect(201)).body.data;
      const client = api.host.as(accessKey);
      await client.get('/api/articles').expect(200);
      await client.get('/api/articles/none').expect(404);
      await client.post('/api/articles?a=b', { data: { title: 'x' } }).expect(403);
      await client.post('/graphql', { query: '{ articles { title } }' }).expect(200);
      await client.post('/graphql', { query: 'mutation { createArticle(data: { title: "x" }) { title } }' }).expect(200);
      await api.admin.put(api.path(`/api-tokens/${id}`), { enabled: false }).expect(200);
      await client.get('/api/articles').expect(401);
      const path = `/api-tokens/${id}`;
      const expected = {
        count: 2, day: new Date().toISOString().slice(0, 10), ok: 2, denied: 3, failed: 1, actions: permissions.map((action) => ({ action, count: 1 })),
      };
      expect(await usage(path)).toEqual(expected);
      const denied = await denials(path);
      expect(denied.map((each: any) => `${each.method} ${each.path} ${each.code} ${each.count}`).sort()).toEqual([
        'GET /api/articles ERR_TOKEN_DISABLED 1', 'POST /api/articles ERR_FORBIDDEN 1', 'POST /graphql ERR_FORBIDDEN 1',
      ]);
      await api.restart();
      expect(await usage(path)).toEqual(expected);
      expect(await denials(path)).toEqual(denied);
    });

    it('for the admin API counts actions by what its routes require', async () => {
      const { id, accessKey } = await makeToken(api, api.admin, ['admin::users.read']);
      await api.host.as(accessKey).get('/admin/users').expect(200);
      await api.host.as(accessKey).get('/admin/roles').expect(403);
      expect(await usage(`/admin-tokens/${id}`)).toMatchObject({ ok: 1, denied: 1, failed: 0, actions: [{ action: 'admin::users.read', count: 1 }] });
      expect(await denials(`/admin-tokens/${id}`)).toMatchObject([{ method: 'GET', path: '/admin/roles', code: 'ERR_FORBIDDEN', count: 1 }]);
    });
  });
}
