import request from 'supertest';
import { registerFirstAdmin, startTestCms, type TestCms } from '../../support/cms';

describe('the server', () => {
  let cms: TestCms;
  beforeAll(async () => {
    cms = await startTestCms({ variables: { CORS_ORIGIN: 'https://one.example, https://two.example', PROXY_HOPS: '1' } });
  });
  afterAll(() => cms.stop());

  it('answers its health check with 204, without a token', async () => {
    await cms.as().get('/_health').expect(204);
    await request(cms.url).head('/_health').expect(204);
    await cms.as().post('/_health').expect(404);
  });

  it('gives every answer an id: the proxy\'s, or a new one where that is none', async () => {
    expect((await cms.as().get('/api/articles').set('X-Request-Id', 'abc-123').expect(401)).headers['x-request-id']).toBe('abc-123');
    expect((await cms.as().get('/api/articles').set('X-Request-Id', 'a b<script>').expect(401)).headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('sets security headers on every answer, without inline scripts', async () => {
    for (const path of ['/api/articles', '/nowhere', '/_health', '/admin/init']) {
      const { headers } = await cms.as().get(path);
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['content-security-policy']).toContain("script-src 'self';");
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(headers['x-powered-by']).toBeUndefined();
    }
  });

  it('lets pages of the configured origins call the content API, refusals included, and none call the admin API', async () => {
    const from = (path: string, origin: string) => cms.as().get(path).set('Origin', origin);
    expect((await from('/api/articles', 'https://two.example')).headers['access-control-allow-origin']).toBe('https://two.example');
    expect((await from('/api/articles', 'https://three.example')).headers['access-control-allow-origin']).toBeUndefined();
    expect((await from('/admin/init', 'https://one.example')).headers['access-control-allow-origin']).toBeUndefined();
    const preflight = await request(cms.url).options('/api/articles').set('Origin', 'https://one.example')
      .set('Access-Control-Request-Method', 'POST').set('Access-Control-Request-Headers', 'authorization').expect(204);
    expect(preflight.headers['access-control-allow-headers']).toBe('authorization');
    expect(preflight.headers['access-control-allow-credentials']).toBeUndefined();
  });

  it('authenticates before it looks for a body, and checks the scope before it reads one', async () => {
    const admin = await registerFirstAdmin(cms);
    const { accessKey } = (await admin.post('/admin/api-tokens', { name: 'reader', type: 'read-only' }).expect(201)).body.data;
    await cms.as().post('/api/articles', 'not json').expect(401);
    await cms.as(accessKey).post('/api/articles', 'not json').expect(403);
  });
});
