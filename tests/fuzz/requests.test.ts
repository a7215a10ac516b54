import fc from 'fast-check';
import { head } from '../support/network/raw-connection';
import { exchange, startFuzzedCms, type FuzzedCms } from './fuzzed-cms';

/** Always the same, so that a failure is there again; fast-check prints it with what failed. */
const seed = Number(process.env['FUZZ_SEED'] ?? 13);
const numRuns = 30;
/** How many connections each run opens at once. */
const AT_ONCE = 16;

describe('a process that is sent requests at random', () => {
  let cms: FuzzedCms;

  beforeAll(async () => {
    cms = await startFuzzedCms();
  });
  afterEach(() => cms.expectUnharmed(), 60_000);
  afterAll(() => cms.stop());

  /** Requests as they should be, over which others are made. */
  function requests(): string[] {
    const bearers = Object.values(cms.callers).map((bearer) => `Authorization: Bearer ${bearer ?? ''}`);
    const withBody = (line: string, bearer: string, body: string) =>
      `${head(line, bearer, 'Content-Type: application/json', `Content-Length: ${body.length}`)}${body}`;
    return bearers.flatMap((bearer) => [
      head(`GET ${cms.panelPaths.at(-1)} HTTP/1.1`, 'Accept-Encoding: gzip, br', 'If-None-Match: "x"'),
      head('GET /api/articles?filters[title][$contains]=a&sort=title&populate=* HTTP/1.1', bearer, 'Accept: */*'),
      head('GET /admin/users?page=1&pageSize=10&sort=email:asc HTTP/1.1', bearer),
      head('OPTIONS /api/articles HTTP/1.1', 'Origin: https://one.example', 'Access-Control-Request-Method: POST'),
      withBody('POST /admin/login HTTP/1.1', bearer, '{"email":"nobody","password":1}'),
      withBody('POST /api/articles HTTP/1.1', bearer, '{"data":{"title":"x"}}'),
      withBody('POST /graphql HTTP/1.1', bearer, '{"query":"{ articles { title } }"}'),
      withBody('POST /admin/admin-tokens HTTP/1.1', bearer, '{"name":"x","adminPermissions":[{"action":"admin::users.read"}]}'),
      `${head('PUT /admin/users/0 HTTP/1.1', bearer, 'Content-Type: application/json', 'Transfer-Encoding: chunked')}2\r\n{}\r\n0\r\n\r\n`,
    ]);
  }

  /** Sends several at once, and checks that none of the answers is the server's fault. */
  function never500<Input>(inputs: fc.Arbitrary<Input>, toBytes: (input: Input) => Uint8Array) {
    return fc.assert(fc.asyncProperty(fc.array(inputs, { minLength: 1, maxLength: AT_ONCE, size: 'max' }), async (all) => {
      const statuses = (await Promise.all(all.map((input) => exchange(cms.url, toBytes(input))))).flat();
      expect(statuses.filter((status) => status >= 500)).toEqual([]);
    }), { seed, numRuns, interruptAfterTimeLimit: 15_000, markInterruptAsFailure: false });
  }

  it('withstands bytes that mean nothing', async () => {
    await never500(fc.uint8Array({ maxLength: 4000, size: 'max' }), (bytes) => bytes);
  });

  it('withstands requests that break off anywhere', async () => {
    const all = requests();
    await never500(fc.record({ index: fc.nat(all.length - 1), share: fc.double({ min: 0, max: 1, noNaN: true }) }), ({ index, share }) => {
      const bytes = Buffer.from(all[index]!);
      return bytes.subarray(0, Math.floor(share * bytes.length));
    });
  });

  it('withstands requests with parts changed, left out, put in and repeated', async () => {
    const all = requests();
    const place = fc.double({ min: 0, max: 1, noNaN: true });
    const change = fc.record({ at: place, removed: fc.nat(40), added: fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.constantFrom('\r\n', '\r\n\r\n', '\0', ' ', ':', '%', '[', '"', '}', '0', '-1', '\ufeff').map((text) => Buffer.from(text))), times: fc.constantFrom(1, 1, 1, 2, 300) });
    await never500(fc.record({ index: fc.nat(all.length - 1), changes: fc.array(change, { minLength: 1, maxLength: 4 }) }), ({ index, changes }) =>
      changes.reduce((bytes, { at, removed, added, times }) => {
        const start = Math.floor(at * bytes.length);
        return Buffer.concat([bytes.subarray(0, start), ...Array.from({ length: times }, () => added), bytes.subarray(start + removed)]);
      }, Buffer.from(all[index]!)));
  });

  it('withstands requests put together from what is known to be hard', async () => {
    const bearers = Object.values(cms.callers).map((bearer) => `Authorization: Bearer ${bearer}`);
    const paths = [...cms.panelPaths, ...cms.contentRoutes.map(({ path }) => path), '/admin/users/me', '/admin/users', '/admin/roles', '/admin/api-tokens', '/admin/login', '/_health', '/', '*', 'http://[::1/', '//', '/%', '/admin/assets/%2e%2e/%00', '/admin/assets/..%2f..%2fpackage.json', '/admin/assets/', 'admin'];
    const suffixes = ['', '/', '?', '?%', '?filters[title][$contains]=%ff', '?filters[$or][0][$not][x]=1', '?page=-1', '?pagination[limit]=1e9', '?sort=%00', `?${'a[b]'.repeat(900)}=1`, `?filters${'[$not]'.repeat(400)}=1`, '?_q=%00', '#', ';', '/../..', '/%00', '/9999999999999999999999', '/__proto__'];
    const fields = [
      ...bearers, ...bearers, 'Authorization: Bearer', 'Authorization: Basic eDp5', 'Content-Length: 0', 'Content-Length: 5', 'Content-Length: -1', 'Content-Length: 99999999999999999999', 'Transfer-Encoding: chunked', 'Transfer-Encoding: gzip, chunked', 'Transfer-Encoding: identity', 'Transfer-Encoding:  chunked, chunked',
      'Content-Type: application/json', 'Content-Type: application/json; charset=utf-16', 'Content-Type: application/json; charset="', 'Content-Type: application/vnd.api+json', 'Content-Type: /', 'Content-Type: multipart/form-data', 'Content-Encoding: gzip', 'Content-Encoding: ,', 'Expect: 100-continue', 'Expect: x', 'Connection: close', 'Connection: upgrade', 'Upgrade: websocket', 'Upgrade: h2c', 'HTTP2-Settings: AAAA',
      'Cookie: cms_admin_refresh=%', 'Cookie: cms_admin_refresh=x.y; =; ;', 'Origin: null', 'Origin: \x80', 'Access-Control-Request-Method: \x01', 'Access-Control-Request-Headers: x, y', 'Range: bytes=-1', 'Range: bytes=9-1,0-0', 'If-None-Match: *', 'If-Modified-Since: never', 'Accept: text/html', 'Accept: text/html;q=x,*/*;q=-1', 'Accept: ,;,', 'Accept-Encoding: identity;q=0', 'Accept-Encoding: br;q=0, *;q=0', 'X-Forwarded-For: %, ::, 1.2.3.4:5', 'X-Forwarded-Host: [', 'X-Request-Id: \xff', 'Trailer: x', 'Host: [', 'Host: a, b', 'Host: \xe9', 'User-Agent: %s%n', 'X: ',
    ];
    const bodies = ['', '{}', '[]', '5\r\n{"a":\r\n0\r\n\r\n', 'ffffffffffffffffff\r\n', '0\r\nX: y\r\n\r\n', '2;x="\r\n{}\r\n0\r\n\r\n', '{"query":"', '\x1f\x8b\x08\x00', '[1e999]', '"\\ud800"', '{"__proto__":{}}'];
    const request = fc.record({
      method: fc.constantFrom('GET', 'GET', 'POST', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH', 'TRACE', 'CONNECT', 'PROPFIND', 'QUERY', 'PRI', 'get', 'X'),
      path: fc.constantFrom(...paths), suffix: fc.constantFrom(...suffixes), version: fc.constantFrom('1.1', '1.1', '1.1', '1.0', '2.0', '0.9', '1.', 'x'),
      lines: fc.array(fc.constantFrom(...fields), { maxLength: 7, size: 'max' }), body: fc.constantFrom(...bodies),
    });
    await never500(request, ({ method, path, suffix, version, lines, body }) =>
      Buffer.from(`${head(`${method} ${path}${suffix} HTTP/${version}`, ...lines)}${body}`, 'latin1'));
  });
});
