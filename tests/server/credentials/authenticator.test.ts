import { setTimeout as sleep } from 'node:timers/promises';
import type { Credential } from '../../../server/admission/credential';
import { createAuthenticator } from '../../../server/credentials/authenticator';
import { createAccessKey } from '../../../server/key/access-key';
import { parseBearer } from '../../../server/key/bearer';
import { hashKey } from '../../../server/key/hash-key';
import { pluginServices } from '../../../server/services';
import type { Change } from '../../../server/store/change';
import { registerFirstAdmin, startTestCms, testVariables, type Client, type TestCms } from '../../support/cms';
import { dialectsUnderTest, quietLog } from '../../support/database';
import { freezeClock } from '../../support/freeze-clock';

describe.each(dialectsUnderTest())('the authenticator on %s', (dialect) => {
  let cms: TestCms;
  let admin: Client;
  let queries: string[];

  beforeAll(async () => {
    // Long enough that no look at the revision falls into a test.
    cms = await startTestCms({ dialect, variables: { API_TOKEN_REVALIDATE_MS: '3600000' } });
    admin = await registerFirstAdmin(cms);
  });
  afterAll(() => cms.stop());

  beforeEach(() => {
    queries = [];
    cms.running.cms.db.connection.on('query', ({ sql }: { sql: string }) => queries.push(sql));
  });
  afterEach(() => {
    cms.running.cms.db.connection.removeAllListeners('query');
  });

  const create = async (name: string) => (await admin.post('/admin/api-tokens', { name }).expect(201)).body.data;
  const tokenQueries = () => queries.filter((sql) => sql.includes('api_tokens_') || sql.includes('core_store'));

  it('asks the database for a key once, and answers it from memory afterwards', async () => {
    const { accessKey } = await create('cached');
    await cms.as(accessKey).get('/api/articles').expect(200);
    expect(tokenQueries()).not.toEqual([]);
    queries.length = 0;
    for (let i = 0; i < 5; i += 1) await cms.as(accessKey).get('/api/articles').expect(200);
    expect(tokenQueries()).toEqual([]);
  });

  it('asks once for many first requests at once', async () => {
    const { accessKey } = await create('stampede');
    await cms.as(createAccessKey('cms', 'content')).get('/api/articles').expect(401);
    queries.length = 0;
    await Promise.all(Array.from({ length: 20 }, () => cms.as(accessKey).get('/api/articles').expect(200)));
    expect(tokenQueries().filter((sql) => /where .*hash/.test(sql))).toHaveLength(1);
  });

  it('asks once for different keys that come in together, and takes each for what it is', async () => {
    const { authenticator } = pluginServices(cms.running.cms);
    const types = ['read-only', 'full-access', 'custom'] as const;
    const made = await Promise.all(types.map(async (type) =>
      (await admin.post('/admin/api-tokens', { name: `together ${type}`, type, permissions: [] }).expect(201)).body.data));
    const keys = [...made.map(({ accessKey }) => accessKey), createAccessKey('cms', 'content')];
    await authenticator.find(parseBearer(`Bearer ${createAccessKey('cms', 'content')}`)!, 'content-api');
    queries.length = 0;
    const found = await Promise.all(keys.map((key) => authenticator.find(parseBearer(`Bearer ${key}`)!, 'content-api')));
    expect(found).toEqual([...made.map(({ id, type }) => expect.objectContaining({ tokenId: id, type })), null]);
    expect(queries.filter((sql) => /where .*hash/.test(sql))).toHaveLength(1);
  });

  it('never queries a mistyped key or anything that is not a key, and a key of the other kind only to count it, once', async () => {
    const { accessKey } = await create('mistyped');
    await cms.as(accessKey).get('/api/articles').expect(200);
    queries.length = 0;
    const mistyped = accessKey.slice(0, -1) + (accessKey.endsWith('x') ? 'y' : 'x');
    for (const key of [mistyped, 'nonsense', 'f'.repeat(255)]) await cms.as(key).get('/api/articles').expect(401);
    expect(tokenQueries()).toEqual([]);
    const other = createAccessKey('cms', 'admin');
    for (let turn = 0; turn < 3; turn += 1) {
      await cms.as(other).get('/api/articles').expect(401);
      await pluginServices(cms.running.cms).requestCounter.stop();
    }
    expect(tokenQueries()).toHaveLength(1);
  });

  it('asks for the same unknown key once', async () => {
    const unknown = createAccessKey('cms', 'content');
    await cms.as(unknown).get('/api/articles').expect(401);
    queries.length = 0;
    await cms.as(unknown).get('/api/articles').expect(401);
    expect(tokenQueries()).toEqual([]);
  });

  it('notes every use of a token, and none of one that is denied', async () => {
    const { lastUse } = pluginServices(cms.running.cms);
    const { id, accessKey } = await create('busy');
    const { id: keyId } = (await cms.running.cms.db.query('plugin::api-tokens.token-key').findOne({ where: { token: { id } } }))!;
    try {
      for (const time of ['2030-01-01T00:00:00.000Z', '2030-01-01T00:00:00.001Z', '2030-01-01T00:00:00.017Z']) {
        freezeClock(Date.parse(time));
        await cms.as(accessKey).get('/api/articles').expect(200);
        expect(lastUse.pending(keyId)).toEqual({ at: Date.parse(time), from: '127.0.0.1' });
      }
    } finally {
      jest.useRealTimers();
    }
  });

  it('accepts a key of Strapi\'s form whose hash is stored', async () => {
    const imported = 'a1'.repeat(128);
    const { id } = await create('imported');
    await cms.running.cms.db.query('plugin::api-tokens.token-key')
      .updateMany({ where: { token: { id } }, data: { hash: hashKey(imported, testVariables.API_TOKEN_SALT) } });
    await cms.as(imported).get('/api/articles').expect(200);
  });

  it('forgets at once what was changed here', async () => {
    const { id, accessKey } = await create('forgotten');
    await cms.as(accessKey).get('/api/articles').expect(200);
    await admin.delete(`/admin/api-tokens/${id}`).expect(200);
    await cms.as(accessKey).get('/api/articles').expect(401);
  });

  it('keeps nothing that was read before a change, however the two fall together', async () => {
    const { id, accessKey } = await create('racing');
    for (let i = 0; i < 20; i += 1) {
      const type = i % 2 === 0 ? 'full-access' : 'read-only';
      await Promise.all([
        admin.put(`/admin/api-tokens/${id}`, { type }).expect(200),
        ...Array.from({ length: 5 }, () => cms.as(accessKey).get('/api/articles').expect(200)),
      ]);
      await cms.as(accessKey).post('/api/articles', { data: { title: 'x' } }).expect(type === 'full-access' ? 201 : 403);
    }
  });
});

describe('with more keys in use than the cache has room for', () => {
  it('each still authenticates: those used least recently are read again', async () => {
    const cms = await startTestCms({ variables: { API_TOKEN_REVALIDATE_MS: '3600000', API_TOKEN_MAX_ENTRIES: '2' } });
    try {
      const admin = await registerFirstAdmin(cms);
      const keys: string[] = [];
      for (const name of ['one', 'two', 'three']) keys.push((await admin.post('/admin/api-tokens', { name }).expect(201)).body.data.accessKey);
      const queries: string[] = [];
      cms.running.cms.db.connection.on('query', ({ sql }: { sql: string }) => queries.push(sql));
      const lookUps = async (key: string | undefined) => {
        queries.length = 0;
        await cms.as(key).get('/api/articles').expect(200);
        return queries.filter((sql) => sql.includes('api_tokens_keys')).length;
      };
      const [one, two, three] = keys;
      for (const key of keys) expect(await lookUps(key)).toBe(1);
      expect([await lookUps(three), await lookUps(two)]).toEqual([0, 0]);
      expect(await lookUps(one)).toBe(1);
      expect([await lookUps(one), await lookUps(two), await lookUps(three)]).toEqual([0, 0, 1]);
    } finally {
      await cms.stop();
    }
  });
});

describe('an expiring token', () => {
  it('works until the last millisecond, then answers 401 `Token expired`, and lives again when it is regenerated', async () => {
    const cms = await startTestCms();
    try {
      const admin = await registerFirstAdmin(cms);
      const { id, accessKey, expiresAt } = (await admin.post('/admin/api-tokens', { name: 'week', lifespan: 604_800_000 }).expect(201)).body.data;
      freezeClock(Date.parse(expiresAt) - 1);
      await cms.as(accessKey).get('/api/articles').expect(200);
      freezeClock(Date.parse(expiresAt));
      const { body, headers } = await cms.as(accessKey).get('/api/articles').expect(401);
      expect(body).toEqual({ data: null, error: { status: 401, name: 'UnauthorizedError', message: 'Token expired', details: { code: 'ERR_TOKEN_EXPIRED' } } });
      expect(headers['www-authenticate']).toBe('Bearer error="invalid_token", error_description="Token expired"');
      const { body: login } = await cms.as().post('/admin/login', { email: 'ada@example.com', password: 'Correct-horse-1' }).expect(200);
      const { body: renewed } = await cms.as(login.data.token).post(`/admin/api-tokens/${id}/regenerate`).expect(201);
      await cms.as(renewed.data.accessKey).get('/api/articles').expect(200);
      await cms.as(accessKey).get('/api/articles').expect(401);
    } finally {
      jest.useRealTimers();
      await cms.stop();
    }
  });
});

describe('the memory of the authenticator', () => {
  const salt = 'a salt';
  const candidates = (accessKey: string): [string] => [hashKey(accessKey, salt)];
  const key = () => createAccessKey('cms', 'content');
  const bearerOf = (accessKey: string) => parseBearer(`Bearer ${accessKey}`)!;

  /** An authenticator whose database is `tokens`: key to id. Reads are counted, and wait while `gate` is closed. */
  function setUp(tokens: Map<string, number>, maxEntries = 100, revalidateMs = 60_000) {
    let tell: (change: Change) => void = () => {};
    let gate: Promise<void> = Promise.resolve();
    let isFresh = false;
    const reads: string[] = [];
    const confirmations: Array<() => void> = [];
    const hashes = () => new Map([...tokens].map(([accessKey, id]) => [hashKey(accessKey, salt), { accessKey, id }]));
    const authenticator = createAuthenticator(
      { log: quietLog },
      { cache: { revalidateMs, maxStaleMs: 0, maxEntries } },
      { candidates },
      {
        onChange: (listener) => {
          tell = listener;
        },
        isFresh: () => isFresh,
        confirm: async () => {
          confirmations.shift()?.();
          isFresh = true;
        },
      },
      async ([hash]) => {
        const found = hashes().get(hash);
        reads.push(found?.accessKey ?? 'unknown');
        await gate;
        return found === undefined ? null
          : { kind: 'content-api', tokenId: found.id, owner: null, makers: [], actions: new Set(), restrictions: null, presented: { description: '' } } as unknown as Credential;
      },
    );
    return {
      reads,
      confirmations,
      change: (change: Change) => tell(change),
      age() {
        isFresh = false;
      },
      recall: (accessKey: string) => authenticator.recall(bearerOf(accessKey))?.tokenId,
      find: async (accessKey: string) => (await authenticator.find(bearerOf(accessKey), 'content-api'))?.tokenId ?? null,
      /** Holds reads back until the answer is called. */
      close() {
        let open = () => {};
        gate = new Promise((resolve) => {
          open = resolve;
        });
        return open;
      },
    };
  }
  const turn = () => new Promise(setImmediate);

  it('recalls at once what it holds, and nothing that it has to confirm first', async () => {
    const accessKey = key();
    const { find, recall, age, change } = setUp(new Map([[accessKey, 1]]));
    expect(recall(accessKey)).toBeUndefined();
    await find(accessKey);
    expect([recall(accessKey), recall(key())]).toEqual([1, undefined]);
    age();
    expect(recall(accessKey)).toBeUndefined();
    await find(accessKey);
    expect(recall(accessKey)).toBe(1);
    change({ tokenIds: [1], ownerIds: [] });
    expect(recall(accessKey)).toBeUndefined();
  });

  it('forgets only what a change names', async () => {
    const [one, two] = [key(), key()];
    const { find, reads, change } = setUp(new Map([[one, 1], [two, 2]]));
    await find(one);
    await find(two);
    change({ tokenIds: [1], ownerIds: [] });
    expect([await find(one), await find(two)]).toEqual([1, 2]);
    expect(reads).toEqual([one, two, one]);
  });

  it('forgets unknown keys with any change, since one of them may be a key now', async () => {
    const tokens = new Map<string, number>();
    const { find, change } = setUp(tokens);
    const late = key();
    expect(await find(late)).toBeNull();
    tokens.set(late, 7);
    expect(await find(late)).toBeNull();
    change({ tokenIds: [1], ownerIds: [] });
    expect(await find(late)).toBe(7);
  });

  it('asks again for an unknown key after a while, since a transaction that was still open may have made a token of it', async () => {
    const tokens = new Map<string, number>();
    const { find } = setUp(tokens, 100, 20);
    const late = key();
    expect(await find(late)).toBeNull();
    tokens.set(late, 7);
    await sleep(60);
    expect(await find(late)).toBe(7);
  });

  it.each<[string, Change]>([['of everything', 'all'], ['of this token', { tokenIds: [1], ownerIds: [] }], ['of another', { tokenIds: [2], ownerIds: [] }]])(
    'reads again for whoever waits what was being read during a change %s, and keeps none of it', async (_, changed) => {
      const tokens = new Map([[key(), 1]]);
      const [accessKey] = [...tokens.keys()] as [string];
      const { find, reads, change, close } = setUp(tokens);
      const open = close();
      const waiting = [find(accessKey), find(accessKey)];
      await turn();
      tokens.delete(accessKey);
      change(changed);
      const afterwards = find(accessKey);
      await turn();
      open();
      expect(await Promise.all([...waiting, afterwards])).toEqual([null, null, null]);
      expect(reads).toEqual([accessKey, 'unknown']);
      expect(await find(accessKey)).toBeNull();
    },
  );

  it('reads again what a look after the reading finds changed', async () => {
    const tokens = new Map([[key(), 1]]);
    const [accessKey] = [...tokens.keys()] as [string];
    const { find, confirmations, change } = setUp(tokens);
    confirmations.push(() => {}, () => {
      tokens.delete(accessKey);
      change('all');
    });
    expect(await find(accessKey)).toBeNull();
  });

  it('asks once for a key that many present at once', async () => {
    const accessKey = key();
    const { find, reads, close } = setUp(new Map([[accessKey, 1]]));
    const open = close();
    const all = Promise.all(Array.from({ length: 50 }, () => find(accessKey)));
    await turn();
    open();
    expect(new Set(await all)).toEqual(new Set([1]));
    expect(reads).toHaveLength(1);
  });

  it('remembers nothing of a read that failed', async () => {
    let fails = true;
    const error = jest.fn();
    const authenticator = createAuthenticator(
      { log: { ...quietLog, error } }, { cache: { revalidateMs: 0, maxStaleMs: 0, maxEntries: 1 } }, { candidates },
      { onChange() {}, isFresh: () => false, confirm: async () => {} },
      async () => {
        if (fails) throw new Error('away');
        return null;
      },
    );
    const bearer = bearerOf(key());
    await expect(authenticator.find(bearer, 'content-api')).rejects.toMatchObject({ status: 503, code: 'ERR_UNAVAILABLE' });
    expect(error.mock.calls).toEqual([['API tokens: a token could not be read (away).']]);
    fails = false;
    expect(await authenticator.find(bearer, 'content-api')).toBeNull();
  });

  it('holds right keys while a flood of unknown ones comes in', async () => {
    const right = key();
    const { find, reads } = setUp(new Map([[right, 1]]), 1);
    await find(right);
    for (let count = 0; count < 500; count += 1) await find(key());
    reads.length = 0;
    expect(await find(right)).toBe(1);
    expect(reads).toEqual([]);
  });

  it('takes two keys by turns for what each is', async () => {
    const [one, two] = [key(), key()];
    for (const maxEntries of [1, 2]) {
      const { find } = setUp(new Map([[one, 1], [two, 2]]), maxEntries);
      for (let round = 0; round < 10; round += 1) expect([await find(one), await find(two)]).toEqual([1, 2]);
    }
  });
});
