import { rm } from 'node:fs/promises';
import { dialectsUnderTest } from '../support/database';
import { logIn, makeFormerTokens, type FormerTokens } from '../support/former-tokens';
import { buildFormerVersion, describeFormerVersion, unpackFormerVersion } from '../support/former-version';
import { startStrapiHost, type StrapiHost } from '../support/hosts/strapi-host';

const FORMER = ['api_tokens_tokens', 'api_tokens_token_permissions', 'api_tokens_tokens_admin_user_owner_lnk', 'api_tokens_token_permissions_token_lnk'];
const KEPT = { key: 'core_persisted_tables' };

describeFormerVersion('tokens of version 0.1.0 in Strapi', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await unpackFormerVersion();
    buildFormerVersion(folder);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  // The first builds of 0.1.0 did not tell Strapi to keep their tables.
  const cases = dialectsUnderTest().flatMap((dialect) => (dialect === 'sqlite' ? [true, false] : [true]).map((isToldToKeepTables) => ({ dialect, isToldToKeepTables })));
  describe.each(cases)('on $dialect, which is told to keep its tables: $isToldToKeepTables', ({ dialect, isToldToKeepTables }) => {
    let host: StrapiHost;
    let former: FormerTokens;
    let answers: Record<string, Record<string, number>>;
    let shown: Record<string, any>;

    beforeAll(async () => {
      host = await startStrapiHost(dialect, { variables: { API_TOKENS_FOLDER: folder } });
      former = await makeFormerTokens(host, {
        prefix: '',
        own: {
          permission: { action: 'plugin::content-manager.explorer.read', subject: 'api::article.article', properties: { fields: ['title'] }, conditions: [] },
          path: '/content-manager/collection-types/api::article.article',
        },
      });
      answers = await former.answersOf(host);
      shown = await former.shownIn(host);
      expect(await host.inDatabase((knex) => knex('strapi_core_store_settings').where(KEPT))).toHaveLength(1);
      if (!isToldToKeepTables) await host.inDatabase((knex) => knex('strapi_core_store_settings').where(KEPT).delete());
      await host.restart({ API_TOKENS_FOLDER: '' });
    });
    afterAll(() => host?.stop());

    it('are shown as before, with their ids, keys, permissions, owners, makers and times', async () => {
      expect(shown).toMatchObject({
        full: { id: former.ids['full'], accessKey: former.keys['full'], expiresAt: null, lastUsedAt: expect.any(String) },
        keeper: { adminPermissions: expect.arrayContaining([expect.objectContaining({ subject: 'api::article.article', properties: { fields: ['title'] } })]) },
        'of Eve': { adminUserOwner: { email: 'eve@example.com' }, state: 'owner-deactivated', lastUsedAt: null },
      });
      expect(await former.shownIn(host)).toMatchObject(shown);
      expect(host.log()).toContain(`API tokens: ${Object.keys(former.ids).length} tokens of version 0.1.0 were carried over.`);
    });

    it('allow and deny what they did: deleted and replaced keys, and those of the other kind', async () => {
      expect(answers).toMatchObject({
        full: { 'get /api/articles': 200, 'get /api-tokens': 401 },
        keeper: { 'get /api/articles': 401, 'get /api-tokens': 200, 'get /content-manager/collection-types/api::article.article': 200 },
        'regenerated, before': { 'get /api/articles': 401 },
        deleted: { 'get /api/articles': 401 },
        'of Max': { 'get /api-tokens': 200, 'get /admin/users': 403 },
      });
      expect(await former.answersOf(host)).toEqual(answers);
    });

    it('leave no tables behind, and their ids are not given again', async () => {
      for (const name of FORMER) expect([name, await host.inDatabase((knex) => knex.schema.hasTable(name))]).toEqual([name, false]);
      const { id } = (await (await logIn(host)).post('/api-tokens', { name: 'new' }).expect(201)).body.data;
      expect(id).toBeGreaterThan(Math.max(...Object.values(former.ids)));
    });

    it('are as they were after the next start', async () => {
      const before = await former.shownIn(host);
      await host.restart();
      expect(await former.shownIn(host)).toEqual(before);
      expect(await former.answersOf(host)).toEqual(answers);
      expect(host.log().match(/were carried over/g)).toHaveLength(1);
    });
  });
});
