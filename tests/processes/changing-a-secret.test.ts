import { setTimeout as sleep } from 'node:timers/promises';
import { dialectsUnderTest, testDatabaseSettings, type TestDatabaseSettings } from '../support/database';
import { registerFirstAdmin, startCmsProcess, type CmsProcess } from '../support/hosts/cms-process';

const former = 'the former salt that is long enough';
const next = 'the next salt that is long enough';
const only = (salt: string) => ({ API_TOKEN_SALT: salt, API_TOKEN_REVALIDATE_MS: '100' });
const both = (salt: string, previous: string) => ({ ...only(salt), API_TOKEN_PREVIOUS_SALTS: previous });

describe.each(dialectsUnderTest())('the salt of several instances on %s', (dialect) => {
  let place: TestDatabaseSettings;
  const all: CmsProcess[] = [];

  beforeEach(async () => {
    place = await testDatabaseSettings(dialect);
  });
  afterEach(async () => {
    await Promise.all(all.splice(0).map((cms) => cms.kill()));
    await place.drop();
  });

  async function start(variables: Record<string, string>): Promise<CmsProcess> {
    const cms = await startCmsProcess({ env: { ...place.env, ...variables } });
    all.push(cms);
    return cms;
  }
  const create = async (cms: CmsProcess, jwt: string, name: string): Promise<string> => (
    (await cms.as(jwt).post('/admin/api-tokens', { name, type: 'read-only' }).expect(201)).body.data.accessKey);
  const complaints = (cms: CmsProcess) => cms.output.split('\n').filter((line) => line.includes('API tokens: '));

  it('changes in the documented order while requests run, and none is lost', async () => {
    let live = [await start(only(former)), await start(only(former))];
    const jwt = await registerFirstAdmin(live[0]!);
    // Nobody uses the first two, so that they would need the former salt for ever.
    const seeded = (await live[0]!.as(jwt).get('/admin/api-tokens').expect(200)).body.data;
    for (const { id } of seeded) await live[0]!.as(jwt).delete(`/admin/api-tokens/${id}`).expect(200);
    const keys = [await create(live[0]!, jwt, 'before')];

    const statuses = new Map<number, number>();
    let isOver = false;
    let round: Promise<unknown> = Promise.resolve();
    const count = ({ status }: { status: number }) => statuses.set(status, (statuses.get(status) ?? 0) + 1);
    const traffic = (async () => {
      while (!isOver) await (round = Promise.all(live.flatMap((cms) => keys.map((bearer) => cms.call('GET', '/api/articles', { bearer }).then(count)))));
    })();

    async function deploy(variables: Record<string, string>): Promise<void> {
      for (const old of live) {
        const started = await start(variables);
        live = [...live.filter((cms) => cms !== old), started];
        keys.push(await create(started, jwt, `made by ${started.url}`));
        // What was sent to it is answered.
        await round;
        await old.stop();
      }
    }
    const needed = async () => {
      const { salts } = (await live[0]!.as(jwt).get('/admin/token-secrets').expect(200)).body.data;
      return salts.map(({ current, keys: count }: { current: boolean; keys: number }) => [current, count]);
    };

    await deploy(both(former, next));
    expect(await needed()).toEqual([[true, 3], [false, 0]]);
    await deploy(both(next, former));
    // Each key was used, and is renewed a moment later.
    for (let waited = 0; waited < 50 && (await needed())[1][1] > 0; waited += 1) await sleep(200);
    expect(await needed()).toEqual([[true, 5], [false, 0]]);
    await deploy(only(next));
    await sleep(300);
    isOver = true;
    await traffic;

    expect([...statuses.keys()]).toEqual([200]);
    expect(keys).toHaveLength(7);
    expect(all.flatMap(complaints)).toEqual([]);
  });

  it('changed in one step leaves keys behind: the new instance says so, and the old one when it notices', async () => {
    const old = await start(only(former));
    const jwt = await registerFirstAdmin(old);
    const key = await create(old, jwt, 'before');
    const started = await start(only(next));
    await started.as(key).get('/api/articles').expect(401);
    expect(complaints(started)).toEqual([expect.stringMatching(/is not the salt that this database was last used with.* 3 keys need a salt that is not in any setting/)]);

    for (let request = 0; request < 3; request += 1) {
      await sleep(150);
      await old.as(key).get('/api/articles').expect(200);
    }
    expect(complaints(old)).toEqual([expect.stringContaining('another instance was started with a salt that this one does not accept')]);

    await started.stop();
    const again = await start(only(next));
    expect(complaints(again)).toEqual([expect.stringContaining('3 keys need a salt that is not in any setting. They are rejected.')]);
  });

  it('changed without its first step is said by the instance that starts, and by the one that does not know it', async () => {
    const old = await start(only(former));
    const jwt = await registerFirstAdmin(old);
    const started = await start(both(next, former));
    expect(complaints(started)).toEqual([expect.stringContaining('Instances that were started before do not accept it')]);
    const key = await create(started, jwt, 'made by the new one');
    await sleep(150);
    await old.as(key).get('/api/articles').expect(401);
    expect(complaints(old)).toEqual([expect.stringContaining('another instance was started with a salt that this one does not accept')]);
  });
});
