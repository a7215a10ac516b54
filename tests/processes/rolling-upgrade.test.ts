import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { dialectsUnderTest, testDatabaseSettings, type TestDatabaseSettings } from '../support/database';
import { registerFirstAdmin, startCmsProcess, type CmsProcess } from '../support/hosts/cms-process';

/** The default of `apiToken.cache.revalidateMs`. */
const REVALIDATE_MS = 1000;
const project = join(__dirname, '../..');

describe.each(dialectsUnderTest())('an instance of the version before, on %s', (dialect) => {
  let place: TestDatabaseSettings;
  let before: string;
  let old: CmsProcess;
  let now: CmsProcess;

  beforeAll(async () => {
    place = await testDatabaseSettings(dialect);
    before = await versionBefore();
    old = await startCmsProcess({ env: place.env, sources: before });
  });
  afterAll(async () => {
    await Promise.all([old, now].map((cms) => cms?.kill()));
    await Promise.all([place.drop(), rm(before, { recursive: true, force: true })]);
  });

  it('works on while one of this version joins, adds what is new, and works on the same tables', async () => {
    const jwt = await registerFirstAdmin(old);
    const full = { type: 'full-access' };
    const oldToken = (await old.as(jwt).post('/admin/api-tokens', { name: 'old', ...full }).expect(201)).body.data;
    const write = (cms: CmsProcess, key: string, data: object) => cms.as(key).post('/api/articles', { data });
    const { documentId } = (await write(old, oldToken.accessKey, { title: 'Before' }).expect(201)).body.data;
    await write(old, oldToken.accessKey, { title: 'x', views: 1 }).expect(400);

    // Traffic on the old instance all through the start of the new one.
    let started = false;
    const statuses: number[] = [];
    const traffic = (async () => {
      while (!started) {
        statuses.push((await write(old, oldToken.accessKey, { title: 'Meanwhile' })).status);
        statuses.push((await old.as(jwt).get('/admin/api-tokens')).status);
      }
    })();
    now = await startCmsProcess({ env: place.env });
    started = true;
    await traffic;
    expect(new Set(statuses)).toEqual(new Set([201, 200]));

    const newToken = (await now.as(jwt).post('/admin/api-tokens', { name: 'new', ...full }).expect(201)).body.data;
    const read = async (cms: CmsProcess, key: string) => (await cms.as(key).get(`/api/articles/${documentId}`).expect(200)).body.data;
    const change = (cms: CmsProcess, key: string, data: object) => cms.as(key).put(`/api/articles/${documentId}`, { data }).expect(200);
    expect(await read(now, oldToken.accessKey)).toMatchObject({ title: 'Before', views: null });
    await change(now, oldToken.accessKey, { views: 7 });
    expect(await read(old, newToken.accessKey)).not.toHaveProperty('views');
    await change(old, newToken.accessKey, { title: 'Both' });
    expect(await read(now, newToken.accessKey)).toMatchObject({ title: 'Both', views: 7 });

    // What is new in the tables holds for what the old instance writes, too.
    const categorize = (cms: CmsProcess) => cms.as(newToken.accessKey).post('/api/categories', { data: { name: 'Unique by now' } });
    await categorize(now).expect(201);
    await categorize(old).expect(400);

    await old.as(jwt).delete(`/admin/api-tokens/${newToken.id}`).expect(200);
    await old.as(newToken.accessKey).get('/api/articles').expect(401);
    await sleep(REVALIDATE_MS);
    await now.as(newToken.accessKey).get('/api/articles').expect(401);
    await now.as(oldToken.accessKey).get('/api/articles').expect(200);

    // The old one can start again on the tables of the new one.
    await old.stop();
    old = await startCmsProcess({ env: place.env, sources: before });
    await write(old, oldToken.accessKey, { title: 'Back' }).expect(201);
  });
});

/** A copy of the CMS as a version before could have been: articles without views, and categories of one name. */
async function versionBefore(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'cms-before-'));
  for (const part of ['cms', 'server', 'config', 'strapi-server.ts', 'package.json', 'tsconfig.json']) {
    await cp(join(project, part), join(folder, part), { recursive: true });
  }
  await symlink(join(project, 'node_modules'), join(folder, 'node_modules'));
  await changeAttributes(folder, 'article', ({ views: _views, ...others }) => others);
  await changeAttributes(folder, 'category', ({ name, ...others }) => ({ ...others, name: { ...name, unique: undefined } }));
  return folder;
}

type Attributes = Record<string, Record<string, unknown>>;

async function changeAttributes(folder: string, type: string, change: (attributes: Attributes) => Attributes): Promise<void> {
  const file = join(folder, `cms/api/${type}/content-types/${type}/schema.json`);
  const schema = JSON.parse(await readFile(file, 'utf8'));
  await writeFile(file, JSON.stringify({ ...schema, attributes: change(schema.attributes) }));
}
