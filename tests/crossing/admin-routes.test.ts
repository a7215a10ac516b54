import { startTestCms, type TestCms } from '../support/cms';
import { dialectsUnderTest } from '../support/database';
import { makeAdminCallers, type AdminCaller, type AdminCallers, type Answer } from './admin-callers';
import { adminRoutes, type AdminRoute } from './admin-routes';

const unknownId = '2147483647';

describe.each(dialectsUnderTest())('every route of the admin API with every caller on %s', (dialect) => {
  let cms: TestCms;
  let everybody: AdminCallers;

  beforeAll(async () => {
    cms = await startTestCms({ dialect });
    everybody = await makeAdminCallers(cms);
  });
  afterAll(() => cms.stop());

  it('is in the table', () => {
    const mounted = cms.running.cms.routes.filter(({ type }) => type === 'admin').map(({ method, fullPath }) => `${method} ${fullPath}`);
    expect(adminRoutes.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(mounted.sort());
  });

  it.each(adminRoutes)('lets in who may: $method $path needs $needs', async (route) => {
    await everybody.aimAt(isAction(route.needs) ? route.needs : null, route.or);
    const expected: Record<string, number> = {};
    const answered: Record<string, number> = {};
    for (const caller of everybody.callers) {
      const answer = answerFor(route, caller);
      expected[caller.name] = answer === 'in' ? route.in : answer;
      const { status, body } = await send(route, caller.bearer);
      answered[caller.name] = status;
      if (answer !== 'in') expect({ caller: caller.name, error: body.error?.name }).toEqual({ caller: caller.name, error: refusalOf(route, answer) });
    }
    expect(answered).toEqual(expected);
  });

  function send({ method, path }: AdminRoute, bearer: string | undefined) {
    const client = cms.as(bearer);
    const call = method.toLowerCase() as 'get' | 'post' | 'put' | 'delete';
    return client[call](path.replace(':id', unknownId));
  }
});

function isAction(needs: string): boolean {
  return needs.includes('::');
}

function answerFor({ needs }: AdminRoute, caller: AdminCaller): Answer {
  if (isAction(needs)) return caller.action(needs);
  return needs === 'public' ? 'in' : caller[needs as 'known' | 'session' | 'token'];
}

function refusalOf({ needs }: AdminRoute, answer: Answer): string {
  if (answer === 401) return 'UnauthorizedError';
  return isAction(needs) ? 'PolicyError' : 'ForbiddenError';
}
