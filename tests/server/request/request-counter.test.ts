import type { Credential } from '../../../server/admission/credential';
import type { RequestContext } from '../../../server/host';
import { createAccessKey } from '../../../server/key/access-key';
import { type Bearer, parseBearer } from '../../../server/key/bearer';
import { createRequestCounter } from '../../../server/request/request-counter';
import type { NewDenial } from '../../../server/usage';

const newBearer = () => parseBearer(`Bearer ${createAccessKey('cms', 'content')}`)!;
const credentialOf = (tokenId: number) => ({ kind: 'content-api', tokenId, keyExpiresAt: Infinity, isEnabled: true, expiresAt: Infinity, owner: null }) as unknown as Credential;

describe('requests that nobody has authenticated', () => {
  let counted: Array<[tokenId: unknown, outcome: string]>;
  let denials: NewDenial[];
  /** What the database is asked for, and answers once a test says so. */
  let asked: Array<(credential: Credential | null) => void>;
  const cached = new Map<string, Credential>();

  beforeEach(() => {
    [counted, denials, asked] = [[], [], []];
    cached.clear();
  });

  const counter = createRequestCounter(
    { count: (tokenId, outcome) => void counted.push([tokenId, outcome]), noteDenial: (_tokenId, denial) => void denials.push(denial) },
    { recall: ({ key }) => cached.get(key), find: () => new Promise((resolve) => void asked.push(resolve)) },
    { usage: true },
  );

  function answer(bearer: Bearer, status: number, denial: { code: string; required: null } | null = null): RequestContext {
    const ctx = { method: 'GET', path: '/api/nowhere', ip: '192.0.2.1', state: {} } as unknown as RequestContext;
    counter.begin(ctx);
    counter.count(ctx, bearer, status, denial);
    return ctx;
  }

  async function untilAsked(count: number): Promise<void> {
    while (asked.length < count) await new Promise(setImmediate);
    expect(asked).toHaveLength(count);
  }

  it('are counted under a cached key without a look-up, whatever number of other keys is being looked up', async () => {
    const bearer = newBearer();
    cached.set(bearer.key, credentialOf(7));
    for (let sent = 0; sent < 1500; sent += 1) answer(newBearer(), 404);
    answer(bearer, 404);
    expect(counted).toEqual([[7, 'failed']]);
    asked.shift()!(null);
    await untilAsked(1000);
    asked.splice(0).forEach((resolve) => resolve(null));
    await counter.stop();
    answer(newBearer(), 404);
    asked.shift()!(null);
    await counter.stop();
    expect(counted).toHaveLength(1);
  });

  it('are looked up one after another, and together if they came in meanwhile: a flood takes no more than one connection', async () => {
    for (let sent = 0; sent < 20; sent += 1) answer(newBearer(), 404);
    expect(asked).toHaveLength(1);
    asked.shift()!(credentialOf(1));
    await untilAsked(19);
    answer(newBearer(), 404);
    asked.splice(0, 18).forEach((resolve) => resolve(null));
    await new Promise(setImmediate);
    expect(asked).toHaveLength(1);
    asked.shift()!(null);
    await untilAsked(1);
    asked.shift()!(credentialOf(2));
    await counter.stop();
    expect(counted).toEqual([[1, 'failed'], [2, 'failed']]);
  });

  it('are counted as they were answered, even if the connection is closed before the key is found', async () => {
    const ctx = answer(newBearer(), 401, { code: 'ERR_UNAUTHORIZED', required: null });
    Object.assign(ctx, { ip: '', res: { destroyed: true, writableFinished: false } });
    asked[0]!(credentialOf(8));
    await counter.stop();
    expect(counted).toEqual([[8, 'denied']]);
    expect(denials).toEqual([{ method: 'GET', path: '/api/nowhere', code: 'ERR_UNAUTHORIZED', required: null, address: '192.0.2.1' }]);
  });
});
