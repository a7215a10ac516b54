import { closeSync, openSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { registerFirstAdmin, startCmsProcess, type CmsProcess } from '../support/hosts/cms-process';

/** More than what waits for a reader, and the system's buffers, take (characters). */
const muchToLog = 4 * 1024 * 1024;

/** A process that writes a line per request, and cannot. */
describe('answers are what they are', () => {
  let cms: CmsProcess | undefined;

  afterEach(() => cms?.kill());

  async function expectAnswers(cms: CmsProcess): Promise<void> {
    const bearer = await registerFirstAdmin(cms);
    const { accessKey } = (await cms.as(bearer).post('/admin/api-tokens', { name: 'full', type: 'full-access' }).expect(201)).body.data;
    const token = cms.as(accessKey);
    for (let round = 0; round < 3; round += 1) {
      await cms.as().get('/_health').expect(204);
      await token.post('/api/articles', { data: { title: `Round ${round}` } }).expect(201);
      await token.post('/api/articles', '{').expect(400);
      await cms.as().get('/api/articles').expect(401);
    }
    // What was done is done once.
    expect((await token.get('/api/articles').expect(200)).body.meta.pagination.total).toBe(3);
  }

  it('where the log goes to a full disk', async () => {
    const full = openSync('/dev/full', 'w');
    cms = await startCmsProcess({ env: { LOG_LEVEL: 'info', PORT: String(await freePort()) }, stdout: full });
    closeSync(full);
    await expectAnswers(cms);
    expect(await cms.stop()).toMatchObject({ code: 0 });
  });

  it('where the reader of the log has gone', async () => {
    cms = await startCmsProcess({ env: { LOG_LEVEL: 'info' } });
    cms.child.stdout!.destroy();
    await expectAnswers(cms);
    expect(await cms.stop()).toMatchObject({ code: 0 });
  });

  it('where the reader of the log has stopped reading, and they come without delay', async () => {
    cms = await startCmsProcess({ env: { LOG_LEVEL: 'info' } });
    cms.child.stdout!.pause();
    const path = `/${'x'.repeat(8000)}`;
    for (let sent = 0; sent < muchToLog; sent += path.length) await cms.as().get(path).expect(404);
    await expectAnswers(cms);
    cms.child.stdout!.resume();
    expect(await cms.stop()).toMatchObject({ code: 0 });
  });
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
