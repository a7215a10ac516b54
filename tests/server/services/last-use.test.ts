import { startTestCms, registerFirstAdmin, type Client, type TestCms } from '../../support/cms';
import { freezeClock } from '../../support/freeze-clock';
import { pluginServices } from '../../../server/services';

describe('the time of last use', () => {
  let cms: TestCms;
  let admin: Client;

  beforeAll(async () => {
    cms = await startTestCms();
    admin = await registerFirstAdmin(cms);
  });
  afterAll(() => cms.stop());
  afterEach(() => jest.useRealTimers());

  const stored = async (id: number) => (await cms.running.cms.db.query('plugin::api-tokens.token').findOne({ where: { id } }))!;
  const shown = async (id: number) => (await admin.get(`/admin/api-tokens/${id}`).expect(200)).body.data.lastUsedAt;
  const create = async (name: string) => (await admin.post('/admin/api-tokens', { name }).expect(201)).body.data;

  it('is shown at once and written with the next flush, without moving updatedAt', async () => {
    const { id, accessKey, updatedAt } = await create('used');
    freezeClock(Date.parse('2030-01-01T00:00:00.123Z'));
    await cms.as(accessKey).get('/api/articles').expect(200);
    jest.useRealTimers();
    expect((await stored(id)).lastUsedAt).toBeNull();
    expect(await shown(id)).toBe('2030-01-01T00:00:00.123Z');
    await pluginServices(cms.running.cms).lastUse.flush();
    expect(await stored(id)).toMatchObject({ lastUsedAt: '2030-01-01T00:00:00.123Z', updatedAt });
  });

  it('only moves forward', async () => {
    const { id } = await create('forward');
    const { lastUse } = pluginServices(cms.running.cms);
    lastUse.touch(id, 2000);
    lastUse.touch(id, 1000);
    await lastUse.flush();
    expect((await stored(id)).lastUsedAt).toBe('1970-01-01T00:00:02.000Z');
    lastUse.touch(id, 1500);
    await lastUse.flush();
    expect((await stored(id)).lastUsedAt).toBe('1970-01-01T00:00:02.000Z');
  });

  it('is not noted for a key that is refused', async () => {
    const { id, accessKey } = await create('refused');
    await cms.as(`${accessKey.slice(0, -1)}${accessKey.endsWith('0') ? '1' : '0'}`).get('/api/articles').expect(401);
    expect(await shown(id)).toBeNull();
  });

  it('is not tracked where the setting says so', async () => {
    const quiet = await startTestCms({ variables: { API_TOKEN_TRACK_LAST_USE: 'false' } });
    try {
      const client = await registerFirstAdmin(quiet);
      const { id, accessKey } = (await client.post('/admin/api-tokens', { name: 'a' }).expect(201)).body.data;
      await quiet.as(accessKey).get('/api/articles').expect(200);
      expect((await client.get(`/admin/api-tokens/${id}`).expect(200)).body.data.lastUsedAt).toBeNull();
    } finally {
      await quiet.stop();
    }
  });
});
