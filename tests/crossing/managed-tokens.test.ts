import { firstAdmin, registerFirstAdmin, startTestCms, type TestCms } from '../support/cms';
import { dialectsUnderTest } from '../support/database';
import { makeAdminCallers, type AdminCallers } from './admin-callers';
import { adminRoutes, type AdminRoute } from './admin-routes';

const KEYS = { 'api-tokens': 'a-declared-key-of-a-content-api-token', 'admin-tokens': 'a-declared-key-of-an-admin-token-here' };
type Kind = keyof typeof KEYS;
const DECLARED = [
  { name: 'declared', type: 'read-only', key: KEYS['api-tokens'] },
  { name: 'declared too', kind: 'admin', owner: 'ada@example.com', key: KEYS['admin-tokens'] },
];

/** Requests that change a token, each of which would succeed for one that is not declared. */
const CHANGES: Record<string, object[]> = {
  PUT: [{ description: 'changed' }, { enabled: false }, { expiresAt: null }, {}],
  DELETE: [{}],
  'POST regenerate': [{}, { keepPreviousFor: 60_000 }],
};
/** What those get who may do what else there is to be done with a token. */
const OTHERS: Record<string, [status: number, body: object]> = {
  'DELETE previous-key': [404, {}],
  'POST explain': [200, { method: 'GET', path: '/api/articles' }],
  GET: [200, {}],
};

const routes = adminRoutes.filter(({ path }) => path.includes('-tokens/:id'));
const kindOf = ({ path }: AdminRoute) => path.split('/')[2] as Kind;
const wordsOf = ({ method, path }: AdminRoute) => (method === 'GET' ? method : `${method} ${path.split('/:id/')[1] ?? ''}`.trim());

/** Whether a caller reaches an admin token of the first super admin's: only its owner can renew it, and people without that role see but their own. */
const reaches = (caller: string, needs: string) =>
  caller.startsWith('an admin token') || caller === 'the first super admin' || (caller === 'a second super admin' && !needs.endsWith('.regenerate'));
/** What those get who do not. */
const statusOfHidden = ({ method, path, needs }: AdminRoute) =>
  (method === 'PUT' || method === 'DELETE' || needs.endsWith('.regenerate') || path.endsWith('/owner-permissions') ? 403 : 404);

describe.each(dialectsUnderTest())('declared tokens with every route and every caller on %s', (dialect) => {
  let cms: TestCms;
  let everybody: AdminCallers;
  const ids = {} as Record<Kind, number>;

  beforeAll(async () => {
    cms = await startTestCms({ dialect });
    await registerFirstAdmin(cms);
    await cms.restart({ API_TOKENS: JSON.stringify(DECLARED) });
    const { email, password } = firstAdmin;
    everybody = await makeAdminCallers(cms, cms.as((await cms.as().post('/admin/login', { email, password }).expect(200)).body.data.token));
    for (const kind of Object.keys(KEYS) as Kind[]) ids[kind] = (await stored(kind))[0].id;
  });
  afterAll(() => cms.stop());

  const first = () => cms.as(everybody.callers.find(({ name }) => name === 'the first super admin')!.bearer);
  const stored = async (kind: Kind) => (await first().get(`/admin/${kind}?managedBy=config`).expect(200)).body.data;

  it.each(routes)('answers $method $path', async (route) => {
    const kind = kindOf(route);
    const before = await stored(kind);
    await everybody.aimAt(route.needs, route.or);
    const bodies = CHANGES[wordsOf(route)];
    const [status, body] = OTHERS[wordsOf(route)] ?? [403, {}];
    const expected: Record<string, unknown> = {};
    const answered: Record<string, unknown> = {};
    for (const { name, bearer, action } of everybody.callers) {
      for (const sent of bodies ?? [body]) {
        const call = route.method.toLowerCase() as 'get' | 'post' | 'put' | 'delete';
        const answer = await cms.as(bearer)[call](route.path.replace(':id', String(ids[kind])), route.method === 'GET' ? undefined : sent);
        const request = `${name} ${JSON.stringify(sent)}`;
        const isIn = action(route.needs) === 'in';
        const isHidden = isIn && kind === 'admin-tokens' && !reaches(name, route.needs);
        expected[request] = isHidden ? statusOfHidden(route) : isIn ? status : action(route.needs);
        answered[request] = answer.status;
        if (isIn && !isHidden && bodies) expect({ request, code: answer.body.error.details.code }).toEqual({ request, code: 'ERR_MANAGED' });
      }
    }
    expect(answered).toEqual(expected);
    expect(await stored(kind)).toEqual(before);
  });

  it('leaves the keys as they were', async () => {
    await cms.as(KEYS['api-tokens']).get('/api/articles').expect(200);
    await cms.as(KEYS['admin-tokens']).get('/admin/users/me').expect(200);
  });
});
