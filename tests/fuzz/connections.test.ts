import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { head, openConnection, statusesOf } from '../support/network/raw-connection';
import { startFuzzedCms, type FuzzedCms } from './fuzzed-cms';

/** Always the same, so that a failure is there again; fast-check prints it with what failed. */
const seed = Number(process.env['FUZZ_SEED'] ?? 13);

describe('a process whose clients break their connections', () => {
  let cms: FuzzedCms;

  beforeAll(async () => {
    cms = await startFuzzedCms();
  });
  afterEach(() => cms.expectUnharmed(), 60_000);
  afterAll(() => cms.stop());

  function requests(): string[] {
    const content = `Authorization: Bearer ${cms.callers['a content token']}`;
    const post = (path: string, bearer: string, body: string) =>
      `${head(`POST ${path} HTTP/1.1`, bearer, 'Content-Type: application/json', `Content-Length: ${body.length}`)}${body}`;
    return [
      ...cms.panelPaths.flatMap((path) => ['identity', 'br'].map((coding) => head(`GET ${path} HTTP/1.1`, 'Accept: text/html', `Accept-Encoding: ${coding}`))),
      head('GET /api/articles?populate=* HTTP/1.1', content),
      post('/graphql', content, '{"query":"{ articles { title category { name } } }"}'),
      post('/api/articles', content, '{"data":{"title":"x"}}'),
      head('GET /admin/users HTTP/1.1', `Authorization: Bearer ${cms.callers['a person']}`),
      head('GET /admin/roles HTTP/1.1', `Authorization: Bearer ${cms.callers['an admin token']}`),
      head('GET /_health HTTP/1.1'),
    ];
  }

  it('keeps nothing of rows of requests that break off at any time, read or unread', async () => {
    const all = requests();
    const row = fc.record({
      indexes: fc.array(fc.nat(all.length - 1), { minLength: 1, maxLength: 4 }),
      times: fc.constantFrom(1, 10, 10, 100),
      reads: fc.boolean(),
      waitMs: fc.constantFrom(0, 1, 5, 20, 60),
      how: fc.constantFrom('reset', 'destroy', 'end', 'garbage', 'half a request'),
    });
    await fc.assert(fc.asyncProperty(fc.array(row, { minLength: 5, maxLength: 15, size: 'max' }), (rows) =>
      Promise.all(rows.map(async ({ indexes, times, reads, waitMs, how }) => {
        const connection = openConnection(cms.url);
        if (!reads) connection.socket.pause();
        connection.send(indexes.map((index) => all[index]).join('').repeat(times));
        await sleep(waitMs);
        if (how === 'garbage') connection.send('\0\r\n\r\n');
        if (how === 'half a request') connection.send(all.at(-1)!.slice(0, -5));
        if (how === 'end') connection.socket.end();
        if (how !== 'reset' && how !== 'destroy') await Promise.race([connection.closed, sleep(waitMs)]);
        if (how === 'reset') connection.socket.resetAndDestroy();
        else connection.socket.destroy();
      })).then(() => {})), { seed, numRuns: 12, interruptAfterTimeLimit: 10_000, markInterruptAsFailure: false });
  });

  it('keeps nothing of a long row that is reset while the first of it are answered', async () => {
    const all = requests();
    const [file, post, users] = [all[2 * cms.panelPaths.length - 1]!, all.at(-4)!, all.at(-3)!];
    for (let round = 0; round < 20; round += 1) {
      const connection = openConnection(cms.url);
      connection.socket.pause();
      connection.send((post + post + file + users).repeat(100));
      await sleep(5);
      connection.socket.resetAndDestroy();
    }
  });

  it('answers others meanwhile, while hundreds of heads and bodies come in byte by byte', async () => {
    const whole = requests().at(-3)! + requests().at(-5)!;
    const login = head('POST /admin/login HTTP/1.1', 'Content-Type: application/json', 'Content-Length: 1000');
    const slow = Array.from({ length: 300 }, (_, index) => ({ bytes: index % 2 === 0 ? whole : login, at: index % 2 === 0 ? 0 : login.length - 1, connection: openConnection(cms.url) }));
    slow.forEach(({ bytes, at, connection }) => at > 0 && connection.send(bytes.slice(0, at)));
    for (let round = 0; round < 20; round += 1) {
      slow.forEach(({ bytes, at, connection }) => connection.send(bytes[at + round] ?? ' '));
      const other = openConnection(cms.url);
      other.send(head('GET /api/articles HTTP/1.1', `Authorization: Bearer ${cms.callers['a content token']}`, 'Connection: close'));
      expect(statusesOf(await other.closed)).toEqual([200]);
      other.socket.destroy();
    }
    slow.forEach(({ connection }, index) => (index % 3 === 0 ? connection.socket.destroy() : connection.socket.resetAndDestroy()));
  });
});
