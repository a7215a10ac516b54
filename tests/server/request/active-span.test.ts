import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { registerFirstAdmin, startCmsProcess, type CmsProcess } from '../../support/hosts/cms-process';
import { nodeArguments } from '../../support/hosts/node-arguments';

/** `SpanKind.SERVER` of OpenTelemetry's API. */
const SERVER = 1;

describe('a CMS that OpenTelemetry traces', () => {
  const folder = mkdtempSync(join(tmpdir(), 'traces-'));
  const file = join(folder, 'spans.jsonl');
  let cms: CmsProcess;

  beforeAll(async () => {
    cms = await startCmsProcess({
      program: [
        process.execPath, '--require', join(__dirname, '../../support/trace-to-file.cjs'), ...nodeArguments('cms/main.ts'),
      ],
      env: { TRACE_FILE: file },
    });
  });
  afterAll(async () => {
    await cms.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The attributes of the server's span of a request, which ends after the response. */
  async function spanOf(path: string, status?: number): Promise<Record<string, unknown>> {
    for (;;) {
      const spans: Array<{ kind: number; attributes: Record<string, unknown> }> = readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line));
      const found = spans.find(({ kind, attributes }) => kind === SERVER && Object.values(attributes).some((value) => String(value).endsWith(path))
        && (status === undefined || Object.values(attributes).includes(status)));
      if (found !== undefined) return found.attributes;
      await sleep(20);
    }
  }

  it('finds the id of the token and the code of a denial on the span of the request, and never the key', async () => {
    const admin = cms.as(await registerFirstAdmin(cms));
    const { id, accessKey } = (await admin.post('/admin/api-tokens', { name: 'traced', type: 'read-only' }).expect(201)).body.data;
    const client = cms.as(accessKey);
    await Promise.all([
      client.get('/api/articles').expect(200),
      client.delete('/api/homepage').expect(403),
      cms.as(`${accessKey}x`).get('/api/articles/any').expect(401),
      cms.as().get('/_health').expect(204),
    ]);

    expect(await spanOf('/api/articles')).toMatchObject({ 'enduser.id': String(id) });
    expect(await spanOf('/api/articles')).not.toHaveProperty(['api_tokens.denial']);
    expect(await spanOf('/api/homepage')).toMatchObject({ 'enduser.id': String(id), 'api_tokens.denial': 'ERR_FORBIDDEN' });
    expect(await spanOf('/api/articles/any')).toMatchObject({ 'api_tokens.denial': 'ERR_UNAUTHORIZED' });
    expect(await spanOf('/api/articles/any')).not.toHaveProperty(['enduser.id']);
    expect(await spanOf('/_health')).not.toHaveProperty(['enduser.id']);

    await admin.put(`/admin/api-tokens/${id}`, { enabled: false }).expect(200);
    await client.get('/api/homepage').expect(401);
    expect(await spanOf('/api/homepage', 401)).toMatchObject({ 'enduser.id': String(id), 'api_tokens.denial': 'ERR_TOKEN_DISABLED' });
    expect(readFileSync(file, 'utf8')).not.toContain(accessKey);

    const limited = (await admin.post('/admin/api-tokens', { name: 'limited', type: 'read-only', rateLimit: { limit: 1, window: 3600 } }).expect(201)).body.data;
    for (const status of [200, 429]) await cms.as(limited.accessKey).get('/api/articles').expect(status);
    expect(await spanOf('/api/articles', 429)).toMatchObject({ 'enduser.id': String(limited.id), 'api_tokens.denial': 'ERR_RATE_LIMITED' });
    await cms.as(limited.accessKey).post('/graphql', { query: '{ articles { title } }' }).expect(429);
    await admin.put(`/admin/api-tokens/${id}`, { enabled: true }).expect(200);
    await client.post('/graphql', { query: 'mutation { createArticle(data: { title: "x" }) { title } }' }).expect(200);
    expect(await spanOf('/graphql', 200)).toMatchObject({ 'enduser.id': String(id), 'api_tokens.denial': 'ERR_FORBIDDEN' });
  });
});
