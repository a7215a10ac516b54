import { createAccessKey } from '../../server/key/access-key';
import { hashKey } from '../../server/key/hash-key';
import { logIn } from '../api/api-suite';
import { permissionsOf } from '../support/admin-token';
import { firstAdmin, testVariables } from '../support/cms';
import { dialectsUnderTest } from '../support/database';
import { startStrapiHost, type StrapiHost } from '../support/hosts/strapi-host';

describe.each(dialectsUnderTest())('declared tokens in a Strapi project on %s', (dialect) => {
  let host: StrapiHost;
  const [content, hashed, adminKey] = [createAccessKey('cms', 'content'), 'any key of 32 characters or more'.replaceAll(' ', '-'), createAccessKey('cms', 'admin')];
  const CONTENT = { name: 'website', type: 'custom', permissions: ['api::article.article.find'], key: content };
  const HASHED = { name: 'hashed', keyHash: hashKey(hashed, testVariables.API_TOKEN_SALT) };
  const ADMIN = { name: 'job', kind: 'admin', owner: firstAdmin.email, adminPermissions: permissionsOf(['admin::users.read']), key: adminKey };
  const declaring = (...tokens: object[]) => ({ API_TOKENS: JSON.stringify(tokens) });

  beforeAll(async () => {
    host = await startStrapiHost(dialect, { variables: declaring(CONTENT, HASHED, ADMIN) });
  });
  afterAll(() => host?.stop());

  it('are made at the first start, those for the admin API at the one after the first account, and changed by nobody else', async () => {
    await host.as(content).get('/api/articles').expect(200);
    await host.as(hashed).get('/api/articles').expect(200);
    await host.as(adminKey).get('/admin/users').expect(401);
    await host.as().post('/admin/register-admin', firstAdmin).expect(200);
    await host.restart();
    await host.as(adminKey).get('/admin/users').expect(200);
    await host.as(adminKey).get('/admin/roles').expect(403);

    const admin = host.as(await logIn(host, firstAdmin));
    const { data } = (await admin.get('/api-tokens?managedBy=config').expect(200)).body;
    expect(data.map(({ name }: { name: string }) => name)).toEqual(['hashed', 'website']);
    const { body } = await admin.delete(`/api-tokens/${data[1].id}`).expect(403);
    expect(body.error.details.code).toBe('ERR_MANAGED');
    await host.restart();
    expect((await host.inDatabase((knex) => knex('api_tokens_events').where({ actor_type: 'config' }).pluck('action')))).toEqual(Array(3).fill('token.create'));
  });

  it('stop the start where they are wrong, and become what is written', async () => {
    await expect(host.restart(declaring({ ...ADMIN, adminPermissions: permissionsOf(['admin::nothing']) }))).rejects.toThrow(/"job": adminPermissions: action is not an existing permission action/);
    await host.restart(declaring({ ...CONTENT, permissions: ['api::article.article.findOne'] }));
    await host.as(content).get('/api/articles').expect(403);
    await host.as(adminKey).get('/admin/users').expect(401);
    await host.as(hashed).get('/api/articles').expect(401);
  });
});
