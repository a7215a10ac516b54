import { mkdirSync, mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import Koa from 'koa';
import pino from 'pino';
import request from 'supertest';
import { panel } from '../../../cms/http/panel';
import { respondErrors } from '../../../cms/http/respond-errors';

describe('panel', () => {
  let folder: string;
  let app: Koa;
  const get = (path: string, accept = 'text/html,*/*') => request(app.callback()).get(path).set('Accept', accept);

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'panel-'));
    mkdirSync(join(folder, 'assets'));
    writeFileSync(join(folder, 'index.html'), '<p>the page</p>');
    writeFileSync(join(folder, 'assets/main-abc.js'), 'the script');
    writeFileSync(join(folder, 'assets/main-abc.js.br'), brotliCompressSync('the script'));
    writeFileSync(join(folder, '..', 'outside.txt'), 'outside');
    app = new Koa();
    app.use(respondErrors(pino({ level: 'silent' })));
    app.use(panel(folder));
    app.use((ctx) => {
      ctx.body = 'the API';
    });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('answers every path that a browser opens below /admin with the page, which is asked for anew each time', async () => {
    for (const path of ['/admin', '/admin/', '/admin/settings/api-tokens', '/admin/settings/api-tokens/1']) {
      const { text, headers } = await get(path).expect(200).expect('Content-Type', /text\/html/);
      expect(text).toBe('<p>the page</p>');
      expect(headers['cache-control']).toContain('no-cache');
    }
  });

  it('answers files compressed, and lets them be kept for good', async () => {
    const { headers } = await get('/admin/assets/main-abc.js', '*/*').set('Accept-Encoding', 'br').expect(200);
    expect(headers).toMatchObject({ 'content-encoding': 'br', vary: 'Accept-Encoding' });
    expect(headers['content-type']).toMatch(/javascript/);
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect((await get('/admin/assets/main-abc.js', '*/*').set('Accept-Encoding', 'identity').expect(200)).headers['content-encoding']).toBeUndefined();
  });

  it('leads a browser from the root to the page, and passes programs on', async () => {
    await get('/').expect(302).expect('Location', '/admin').expect('Vary', 'Accept');
    await get('/', 'application/json').expect(200, 'the API');
    await get('/', '*/*').expect(200, 'the API');
    await request(app.callback()).post('/').set('Accept', 'text/html').expect(200, 'the API');
  });

  it('passes on what is for the API', async () => {
    await get('/admin/api-tokens', 'application/json').expect(200, 'the API');
    await request(app.callback()).post('/admin').set('Accept', 'text/html').expect(200, 'the API');
    await get('/administration').expect(200, 'the API');
  });

  it('answers 404 for files that do not exist, and for those outside of it', async () => {
    for (const path of ['/admin/assets/none.js', '/admin/assets/../../outside.txt', '/admin/assets/%2e%2e/%2e%2e/outside.txt', '/admin/x.json']) {
      expect((await get(path)).text).not.toContain('outside');
      expect((await get(path)).status).toBeGreaterThanOrEqual(400);
    }
  });

  it('answers 404 for a file that a new build took away while the server runs', async () => {
    writeFileSync(join(folder, 'assets/old-abc.js'), 'old');
    await get('/admin/assets/old-abc.js').expect(200);
    unlinkSync(join(folder, 'assets/old-abc.js'));
    expect((await get('/admin/assets/old-abc.js').expect(404)).headers['cache-control']).toBeUndefined();
  });
});
