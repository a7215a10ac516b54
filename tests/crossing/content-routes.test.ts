import { makePerson } from '../support/accounts';
import { makeAdminToken } from '../support/admin-token';
import { firstAdmin, registerFirstAdmin, startTestCms, type TestCms } from '../support/cms';
import { dialectsUnderTest } from '../support/database';

describe.each(dialectsUnderTest())('every route of the content API on %s', (dialect) => {
  let cms: TestCms;
  /** Who has no business there, however much they may do in the admin API. */
  let strangers: Record<string, string | undefined>;
  let fullAccess: string;

  beforeAll(async () => {
    cms = await startTestCms({ dialect });
    const admin = await registerFirstAdmin(cms);
    const login = async (email: string, password: string) =>
      (await cms.as().post('/admin/login', { email, password }).expect(200)).body.data.token as string;
    const editor = await makePerson(cms, admin, 'Editor', [(await roleId('strapi-editor'))]);
    const { actionProvider } = cms.running.cms.service('admin::permission');
    strangers = {
      'nobody': undefined,
      'a garbage key': 'garbage',
      'an admin token without permissions': (await makeAdminToken(admin, 'without', [])).accessKey,
      'an admin token with all permissions': (await makeAdminToken(admin, 'strong', actionProvider.keys())).accessKey,
      'a super admin': await login(firstAdmin.email, firstAdmin.password),
      'an editor': await login(editor.email, editor.password),
    };
    fullAccess = (await admin.post('/admin/api-tokens', { name: 'full', type: 'full-access' }).expect(201)).body.data.accessKey;
  });
  afterAll(() => cms.stop());

  it('answers 401 to who has no content-API token, admin tokens and admins included', async () => {
    const routes = contentRoutes();
    expect(routes.length).toBeGreaterThan(10);
    for (const { method, path } of routes) {
      for (const [name, bearer] of Object.entries(strangers)) {
        const { status, body } = await send(method, path, bearer);
        expect({ method, path, name, status, error: body.error }).toEqual({
          method, path, name, status: 401,
          error: { status: 401, name: 'UnauthorizedError', message: 'Missing or invalid credentials', details: { code: 'ERR_UNAUTHORIZED' } },
        });
      }
    }
  });

  it('lets a full-access token in, so that the 401 above is about the callers', async () => {
    for (const { method, path } of contentRoutes()) {
      const { status } = await send(method, path, fullAccess);
      expect([200, 204, 400, 404]).toContain(status);
    }
  });

  async function roleId(code: string): Promise<number> {
    return (await cms.running.cms.db.query('admin::role').findOne({ where: { code } }))!.id;
  }

  function contentRoutes() {
    return cms.running.cms.routes.filter(({ type, config }) => type === 'content-api' && config?.auth !== false)
      .map(({ method, fullPath }) => ({ method, path: fullPath.replace(/:\w+/g, 'unknown') }));
  }

  function send(method: string, path: string, bearer: string | undefined) {
    return cms.as(bearer)[method.toLowerCase() as 'get' | 'post' | 'put' | 'delete'](path);
  }
});
