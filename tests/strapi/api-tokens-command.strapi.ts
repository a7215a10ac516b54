import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { logIn } from '../api/api-suite';
import { assertNoSecrets } from '../support/checks/assert-no-secrets';
import { firstAdmin } from '../support/cms';
import { startStrapiHost, strapiApp, type StrapiHost } from '../support/hosts/strapi-host';

describe('api-tokens, packed and installed', () => {
  let host: StrapiHost;
  const koaDatabase = join(strapiApp(), 'koa-app.db');
  const koaOptions = join(strapiApp(), 'koa-options.cjs');
  beforeAll(async () => {
    host = await startStrapiHost();
  });
  afterAll(async () => {
    await host?.stop();
    await assertNoSecrets({ client: 'sqlite', connection: { filename: koaDatabase } });
    for (const file of [koaDatabase, koaOptions]) rmSync(file, { force: true });
  });

  it('creates, explains and revokes tokens of a Strapi that runs', async () => {
    await host.as().post('/admin/register-admin', firstAdmin).expect(200);
    const created = await host.run('api-tokens', ['create', '--name', 'Made at the command line', '--type', 'read-only']);
    expect(created).toMatchObject({ code: 0, out: expect.stringMatching(/^cms_content_[0-9A-Za-z]{49}\n$/), err: expect.stringMatching(/^Created the token \d+/) });
    await host.as(created.out.trim()).get('/api/articles').expect(200);

    const explained = await host.run('api-tokens', ['explain', 'Made at the command line', 'POST', '/api/articles', '--json']);
    expect(explained).toMatchObject({ code: 1, err: '' });
    expect(JSON.parse(explained.out)).toMatchObject({ allowed: false, required: ['api::article.article.create'] });

    const job = await host.run('api-tokens', ['create', '--json', '--kind', 'admin', '--name', 'Job', '--owner', firstAdmin.email, '--permission', 'plugin::api-tokens.api-tokens.read']);
    await host.as(JSON.parse(job.out).accessKey).get('/api-tokens').expect(200);

    expect(await host.run('api-tokens', ['revoke', 'Made at the command line'])).toMatchObject({ code: 0, err: '' });
    const admin = host.as(await logIn(host, firstAdmin));
    expect((await admin.get('/token-events').expect(200)).body.data).toMatchObject([
      { action: 'token.delete', actor: { type: 'cli' } }, { action: 'token.create', actor: { type: 'cli' } }, { action: 'token.create', actor: { type: 'cli' } },
    ]);
  });

  it('manages the tokens of a Koa app', async () => {
    writeFileSync(koaOptions, `exports.options = {
      knex: require('knex')({ client: 'better-sqlite3', connection: { filename: ${JSON.stringify(koaDatabase)} }, useNullAsDefault: true }),
      salt: process.env.API_TOKEN_SALT, actions: ['notes.find'],
    };\n`);
    const created = await host.run('api-tokens', ['create', '--config', koaOptions, '--name', 'Reader', '--json']);
    expect(created).toMatchObject({ code: 0, err: '' });
    const listed = await host.run('api-tokens', ['list', '--config', koaOptions, '--json']);
    expect(listed).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(listed.out)).toMatchObject([{ id: JSON.parse(created.out).id, name: 'Reader' }]);
  });
});
