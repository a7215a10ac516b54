import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { head } from '../support/network/raw-connection';
import { PATIENCE_MS, exchange, forEachOf, startFuzzedCms, type FuzzedCms } from './fuzzed-cms';

/** The limit of a body (bytes). */
const LIMIT = 1024 * 1024;

const json = '{"email":"nobody@example.com","password":"x"}';
/** Unpacks to just over the limit. */
const large = JSON.stringify({ email: 'x'.repeat(LIMIT), password: 'x' });

const packers: Array<[string, (text: string) => Buffer]> = [
  ['gzip', (text) => gzipSync(text)],
  ['GZIP', (text) => gzipSync(text)],
  ['x-gzip', (text) => gzipSync(text)],
  ['deflate', (text) => deflateSync(text)],
  ['Deflate', (text) => deflateRawSync(text)],
  ['br', (text) => brotliCompressSync(text)],
  ['zstd', (text) => Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x04, 0x00]), Buffer.from(text)])],
  ['compress', (text) => Buffer.concat([Buffer.from([0x1f, 0x9d, 0x90]), Buffer.from(text)])],
  ['gzip, br', (text) => brotliCompressSync(gzipSync(text))],
  ['br,gzip', (text) => gzipSync(brotliCompressSync(text))],
  ['gzip, gzip, gzip', (text) => gzipSync(gzipSync(gzipSync(text)))],
  ['identity, gzip', (text) => gzipSync(text)],
];

/** Every way of being wrong, at the start, in the middle and at the end; and being right. */
function variants(packed: Buffer, packedLarge: Buffer): Buffer[] {
  const stages = [0, 1, 2, 5, 10, 11, Math.floor(packed.length / 2), packed.length - 9, packed.length - 4, packed.length - 1].filter((at) => at >= 0 && at < packed.length);
  const zeros = Buffer.alloc(64);
  return [
    packed,
    packedLarge,
    Buffer.from(json),
    ...stages.map((at) => packed.subarray(0, at)),
    ...stages.map((at) => Buffer.from(packed.map((byte, index) => (index === at ? byte ^ 0xff : byte)))),
    Buffer.concat([packed, packed]),
    Buffer.concat([packed, zeros]),
    ...[8, 4, 1].map((count) => Buffer.concat([packedLarge.subarray(0, -count), zeros.subarray(0, count)])),
    Buffer.concat([packedLarge.subarray(0, -1), Buffer.alloc(2000, 0xff)]),
    packedLarge.subarray(0, -8),
  ];
}

describe('a process that is sent packed bodies', () => {
  let cms: FuzzedCms;

  beforeAll(async () => {
    cms = await startFuzzedCms();
  });
  afterEach(() => cms.expectUnharmed(), 60_000);
  afterAll(() => cms.stop());

  it.each(packers)('denies %s, whole or corrupt at any stage, wherever bodies are read', async (coding, pack) => {
    const targets: Array<[string, string | undefined]> = [
      ['/admin/login', undefined], ['/admin/admin-tokens', cms.callers['a person']], ['/api/articles', cms.callers['a content token']], ['/graphql', cms.callers['a content token']],
    ];
    const bodies = variants(pack(json), pack(large)).filter(({ length }) => length > 0);
    await forEachOf(targets.flatMap(([path, bearer]) => bodies.map((body, index) => ({ path, bearer, body, index }))), async ({ path, bearer, body, index }) => {
      const lines = [`POST ${path} HTTP/1.1`, 'Content-Type: application/json', `Content-Encoding: ${coding}`, ...(bearer === undefined ? [] : [`Authorization: Bearer ${bearer}`])];
      const bytes = index % 2 === 0
        ? [head(...lines, `Content-Length: ${body.length}`), body]
        : [head(...lines, 'Transfer-Encoding: chunked'), `${body.length.toString(16)}\r\n`, body, '\r\n0\r\n\r\n'];
      const statuses = await exchange(cms.url, Buffer.concat(bytes.map((part) => Buffer.from(part as string))), PATIENCE_MS);
      expect({ path, length: body.length, statuses }).toEqual({ path, length: body.length, statuses: [415] });
    });
  });
});
