import { hostDatabase } from '../../../server/host-database';
import { createFeed } from '../../../server/store/feed';
import type { Change } from '../../../server/store/change';
import { createStore } from '../../../server/store/store';
import { startTestCms, type TestCms } from '../../support/cms';
import { dialectsUnderTest, quietLog } from '../../support/database';

describe.each(dialectsUnderTest())('the change feed on %s', (dialect) => {
  let cms: TestCms;
  beforeAll(async () => {
    cms = await startTestCms({ dialect });
  });
  afterAll(() => cms.stop());

  const anotherInstance = () => createStore(hostDatabase(cms.running.cms));
  function watching(settings: { revalidateMs?: number; maxStaleMs?: number } = {}) {
    const feed = createFeed(anotherInstance(), { log: quietLog }, { revalidateMs: 0, maxStaleMs: 0, maxEntries: 1, ...settings });
    const told: Change[] = [];
    feed.onChange((change) => told.push(change));
    return { feed, told };
  }

  it('tells what another instance has changed, and nothing where nothing was', async () => {
    const other = anotherInstance();
    const { feed, told } = watching();
    await feed.confirm();
    expect(told).toEqual(['all']);
    await feed.confirm();
    await other.write(async ({ changed }) => changed({ tokenIds: [5], ownerIds: [2] }));
    await feed.confirm();
    await other.write(async () => {});
    await feed.confirm();
    expect(told).toEqual(['all', { tokenIds: [5], ownerIds: [2] }]);
  });

  it('is fresh for revalidateMs after a look, and never with 0', async () => {
    const { feed } = watching({ revalidateMs: 60_000 });
    const always = watching().feed;
    expect(feed.isFresh()).toBe(false);
    const now = jest.spyOn(performance, 'now');
    try {
      now.mockReturnValue(100_000);
      await feed.confirm();
      await always.confirm();
      expect([feed.isFresh(), always.isFresh()]).toEqual([true, false]);
      now.mockReturnValue(159_999);
      expect(feed.isFresh()).toBe(true);
      now.mockReturnValue(160_000);
      expect(feed.isFresh()).toBe(false);
    } finally {
      now.mockRestore();
    }
  });

  it('is fresh when a look succeeded, however long it took, with maxStaleMs 0', async () => {
    const { feed } = watching();
    for (let round = 0; round < 50; round += 1) await feed.confirm();
    await Promise.all(Array.from({ length: 200 }, () => feed.confirm()));
  });

  it('is unknown, and so denied, when a look fails with maxStaleMs 0', async () => {
    const { db } = cms.running.cms;
    const away = () => {
      throw new Error('away');
    };
    const broken = createStore({ ...hostDatabase(cms.running.cms), connection: Object.assign(away, { client: db.connection.client }) as never });
    const feed = createFeed(broken, { log: quietLog }, { revalidateMs: 0, maxStaleMs: 0, maxEntries: 1 });
    await expect(feed.confirm()).rejects.toMatchObject({ status: 503 });
  });
});
