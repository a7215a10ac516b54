import { hashKey } from '../../../server/key/hash-key';
import { pluginServices } from '../../../server/services';
import { SYSTEM } from '../../../server/callers';
import { startTestCms, testVariables, type TestCms } from '../../support/cms';
import { dialectsUnderTest } from '../../support/database';
import { encryptAsStrapi } from '../../support/secrets/encrypt-as-strapi';

const KEY = 'plugin::api-tokens.token-key';
const former = { salt: testVariables.API_TOKEN_SALT, encryptionKey: testVariables.ENCRYPTION_KEY };
const present = { API_TOKEN_SALT: 'the present salt that is long enough', ENCRYPTION_KEY: 'the present encryption key' };
const changed = { ...present, API_TOKEN_PREVIOUS_SALTS: former.salt, PREVIOUS_ENCRYPTION_KEYS: former.encryptionKey };
const dropped = { API_TOKEN_PREVIOUS_SALTS: '', PREVIOUS_ENCRYPTION_KEYS: '' };

describe.each(dialectsUnderTest())('rotating secrets on %s', (dialect) => {
  let cms: TestCms;
  beforeEach(async () => {
    cms = await startTestCms({ dialect });
  });
  afterEach(() => cms.stop());

  const services = () => pluginServices(cms.running.cms);
  const create = (name: string) => services().contentApiTokens.create(SYSTEM, { name, type: 'full-access' });
  const shown = async (id: number | string) => (await services().contentApiTokens.get(SYSTEM, id)).accessKey;
  const read = (key: string) => cms.as(key).get('/api/articles');
  const cipherOf = async (id: number | string) => (await cms.running.cms.db.query(KEY).findOne({ where: { token: { id } } }))!.encryptedKey as string;

  it('gives all keys that can be decrypted the present salt and encryption key, so that the former ones can be dropped', async () => {
    const made = await Promise.all(Array.from({ length: 3 }, (_, index) => create(`rotated ${index}`)));
    const fromStrapi = await create('from Strapi');
    await cms.running.cms.db.query(KEY).updateMany({ where: { token: { id: fromStrapi.id } }, data: { encryptedKey: encryptAsStrapi(fromStrapi.accessKey, former.encryptionKey) } });
    await cms.restart(changed);
    // The two tokens of a new CMS are among them.
    expect(await services().rotateSecrets({ type: 'cli' }, { dryRun: true })).toMatchObject({ rehashed: 6, reencrypted: 6 });
    const rotation = await services().rotateSecrets({ type: 'cli' }, { dryRun: false });
    expect(rotation).toMatchObject({ rehashed: 6, reencrypted: 6 });
    for (const uses of Object.values(rotation.secrets)) expect(uses.map(({ current, keys }) => [current, keys])).toEqual([[true, 6], [false, 0]]);
    expect(await services().rotateSecrets({ type: 'cli' }, { dryRun: false })).toMatchObject({ rehashed: 0, reencrypted: 0 });

    await cms.restart(dropped);
    for (const { id, accessKey } of [...made, fromStrapi]) {
      await read(accessKey).expect(200);
      expect(await shown(id)).toBe(accessKey);
    }
  });

  it('leaves a key alone that cannot be decrypted, was moved from another token, or whose salt is in no setting, and counts it', async () => {
    const [unknown, moved, lost] = [await create('unknown'), await create('moved'), await create('lost')];
    const set = (id: number | string, data: object) => cms.running.cms.db.query(KEY).updateMany({ where: { token: { id } }, data });
    await set(unknown.id, { encryptedKey: encryptAsStrapi(unknown.accessKey, 'nobody’s encryption key') });
    await set(moved.id, { encryptedKey: await cipherOf(lost.id) });
    await set(lost.id, { hash: hashKey(lost.accessKey, 'a salt that is gone'), saltId: null });
    await cms.restart(changed);
    const before = await Promise.all([unknown, moved, lost].map(({ id }) => cipherOf(id)));
    const { rehashed, reencrypted, secrets } = await services().rotateSecrets({ type: 'cli' }, { dryRun: false });
    // Those of the new CMS.
    expect([rehashed, reencrypted]).toEqual([2, 2]);
    expect(secrets.salts.reduce((sum, { current, keys }) => sum + (current ? 0 : keys), 0)).toBe(3);
    expect(await Promise.all([unknown, moved, lost].map(({ id }) => cipherOf(id)))).toEqual(before);
    await read(unknown.accessKey).expect(200);
  });

  it('writes nothing in a dry run', async () => {
    await create('dry');
    await cms.restart(changed);
    const rows = () => cms.running.cms.db.connection('api_tokens_keys').orderBy('id');
    const before = await rows();
    await services().rotateSecrets({ type: 'cli' }, { dryRun: true });
    expect(await rows()).toEqual(before);
  });
});
