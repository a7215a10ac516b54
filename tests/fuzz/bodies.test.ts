import { adminRoutes } from '../crossing/admin-routes';
import { head } from '../support/network/raw-connection';
import { PATIENCE_MS, exchange, forEachOf, startFuzzedCms, type FuzzedCms } from './fuzzed-cms';

/** The limit of a body (bytes). */
const LIMIT = 1024 * 1024;

/** Bodies that are no JSON, too large, or nested too deeply. */
const bad: Record<string, string> = {
  'too large': JSON.stringify({ data: 'x'.repeat(LIMIT) }),
  'lists, deep': `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
  'objects, deep': `${'{"data":'.repeat(20_000)}0${'}'.repeat(20_000)}`,
  'one level too deep': `{"data":${'['.repeat(128)}${']'.repeat(128)}}`,
  'broken off': '{"data":{"title":"x',
  'a number': '5',
  'bytes that are no UTF-8': '{"data":"\xff\xfe',
};
/** Bodies that are read, and large or odd. */
const odd: Record<string, string> = {
  'a hundred thousand items': `[${'0,'.repeat(99_999)}0]`,
  'ten thousand fields': JSON.stringify(Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`field${index}`, 0]))),
  'names of prototypes': '{"__proto__":{"x":1},"constructor":{"prototype":{}},"data":{"__proto__":[],"constructor":0,"toString":0}}',
  'numbers beyond numbers': '{"data":{"id":1e999,"title":-0,"views":1e-999},"name":99999999999999999999,"lifespan":1e308,"ids":[1e999]}',
  'halves of characters': '{"data":{"title":"\\ud800"},"name":"\\ud800","email":"\\udfff@x","query":"{ \\ud800 }"}',
};

describe('a process that is sent bodies made to break things', () => {
  let cms: FuzzedCms;
  /** Every route, with an unknown value for every parameter. Logging out comes last, since it ends the person's session. */
  let routes: Array<{ method: string; path: string }>;

  beforeAll(async () => {
    cms = await startFuzzedCms();
    const ofPanel = [...cms.panelPaths.slice(0, 2), '/', '/_health', '/nowhere', '/admin/nowhere', '/api/nowhere'].flatMap((path) => ['GET', 'POST'].map((method) => ({ method, path })));
    routes = [...cms.contentRoutes, ...ofPanel, ...adminRoutes.map(({ method, path }) => ({ method, path: path.replace(/:\w+/g, '0') }))];
    expect(routes.length).toBeGreaterThan(60);
  });
  afterEach(() => cms.expectUnharmed(), 60_000);
  afterAll(() => cms.stop());

  /** Sends a body to every route, and answers with the routes whose answer is not one that is right, and with that answer. */
  async function sendEverywhere(caller: keyof FuzzedCms['callers'], body: string, isRight: (status: number, route: string) => boolean): Promise<string[]> {
    const bearer = cms.callers[caller];
    const wrong: string[] = [];
    await forEachOf(routes, async ({ method, path }) => {
      const lines = ['Content-Type: application/json', `Content-Length: ${body.length}`, 'Connection: close', ...(bearer === undefined ? [] : [`Authorization: Bearer ${bearer}`])];
      const statuses = await exchange(cms.url, head(`${method} ${path} HTTP/1.1`, ...lines) + body, PATIENCE_MS);
      if (statuses.length !== 1 || !isRight(statuses[0]!, `${method} ${path}`)) wrong.push(`${method} ${path}: ${statuses}`);
    });
    return wrong;
  }

  describe.each(['nobody', 'a person', 'a content token', 'an admin token'] as const)('by %s', (caller) => {
    it.each(Object.keys(bad))('denies every route, but those that read none, a body with: %s', async (kind) => {
      expect(await sendEverywhere(caller, bad[kind]!, (status, route) => status < 500 && (status >= 400 || route.startsWith('GET ')))).toEqual([]);
    });

    it.each(Object.keys(odd))('answers every route a body with: %s', async (kind) => {
      expect(await sendEverywhere(caller, odd[kind]!, (status) => status < 500)).toEqual([]);
    });
  });
});
