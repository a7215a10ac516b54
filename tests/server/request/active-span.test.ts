import { registerFirstAdmin, startTestCms, type TestCms } from '../../support/cms';

const mockSpan = { setAttribute: jest.fn() };
jest.mock('@opentelemetry/api', () => ({ trace: { getActiveSpan: () => mockSpan } }), { virtual: true });

describe('the active span, where OpenTelemetry is present', () => {
  let cms: TestCms;

  beforeAll(async () => {
    cms = await startTestCms();
  });
  afterAll(() => cms.stop());

  it('gets the id of the token, and the code of a denial', async () => {
    const admin = await registerFirstAdmin(cms);
    const { id, accessKey } = (await admin.post('/admin/api-tokens', { name: 'traced', type: 'read-only' }).expect(201)).body.data;
    const attributesOf = async (request: PromiseLike<unknown>) => {
      mockSpan.setAttribute.mockClear();
      await request;
      return mockSpan.setAttribute.mock.calls;
    };
    const ofToken = ['enduser.id', String(id)];
    const client = cms.as(accessKey);
    expect(await attributesOf(client.get('/api/articles').expect(200))).toEqual([ofToken]);
    expect(await attributesOf(client.delete('/api/homepage').expect(403))).toEqual([ofToken, ['api_tokens.denial', 'ERR_FORBIDDEN']]);
    await admin.put(`/admin/api-tokens/${id}`, { enabled: false }).expect(200);
    expect(await attributesOf(client.get('/api/articles').expect(401))).toEqual([ofToken, ['api_tokens.denial', 'ERR_TOKEN_DISABLED']]);
    expect(await attributesOf(cms.as('garbage').get('/api/articles').expect(401))).toEqual([['api_tokens.denial', 'ERR_UNAUTHORIZED']]);
    expect(await attributesOf(cms.as().get('/_health').expect(204))).toEqual([]);
  });
});
