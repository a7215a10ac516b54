import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { hashKey } from '../../server/key/hash-key';
import { logIn } from '../api/api-suite';
import { makePerson } from '../support/accounts';
import { permissionsOf } from '../support/admin-token';
import { firstAdmin, testVariables, type Client } from '../support/cms';
import { dialectsUnderTest } from '../support/database';
import { startStrapiHost, type StrapiHost } from '../support/hosts/strapi-host';

const FIND = 'api::article.article.find';
/** Until a request has been admitted and waits for the lock (milliseconds); SQLite's own wait is longer. */
const WAITING_MS = 1000;

describe.each(dialectsUnderTest())('api-tokens import-strapi on %s', (dialect) => {
  let host: StrapiHost;
  let admin: Client;
  const keys: Record<string, string> = {};

  beforeAll(async () => {
    host = await startStrapiHost(dialect);
    await host.as().post('/admin/register-admin', firstAdmin).expect(200);
    admin = host.as(await logIn(host, firstAdmin));
    const make = async (name: string, body: object, path = '/admin/api-tokens') => {
      keys[name] = (await admin.post(path, { name, ...body }).expect(201)).body.data.accessKey;
    };
    await make('reader', { type: 'read-only', description: 'Reads', lifespan: 604_800_000 });
    await make('writer', { type: 'full-access' });
    await make('chooser', { type: 'custom', permissions: [FIND] });
    await make('job', { adminPermissions: permissionsOf(['admin::users.read']) }, '/admin/admin-tokens');
    await admin.post('/api-tokens', { name: 'writer', type: 'read-only' }).expect(201);
    // As version 4 has stored it: no kind, and no key that could be shown again.
    keys.former = randomBytes(128).toString('hex');
    await host.inDatabase((knex) => knex('strapi_api_tokens').insert({
      name: 'former', description: '', type: 'read-only', access_key: hashKey(keys.former!, testVariables.API_TOKEN_SALT),
    }));
  });
  afterAll(() => host?.stop());

  /** What every key may do, and what it may not. */
  async function expectAllWork(): Promise<void> {
    for (const name of ['reader', 'writer', 'chooser', 'former']) await host.as(keys[name]).get('/api/articles').expect(200);
    await host.as(keys.writer).post('/api/articles', { data: { title: 'x' } }).expect(201);
    for (const name of ['reader', 'chooser', 'former']) await host.as(keys[name]).post('/api/articles', { data: { title: 'x' } }).expect(403);
    await host.as(keys.job).get('/admin/users').expect(200);
    await host.as(keys.job).get('/admin/roles').expect(403);
  }
  const run = (...args: string[]) => host.run('api-tokens', ['import-strapi', ...args]);
  const outcomes = (out: string) => Object.fromEntries(JSON.parse(out).tokens.map(({ name, outcome, nameHere }: any) => [name, `${outcome} ${nameHere}`]));
  const theirs = () => host.inDatabase(async (knex) => ({
    tokens: await knex('strapi_api_tokens').pluck('name'), permissions: await knex('strapi_api_token_permissions').pluck('action'),
    links: await knex('admin_permissions_api_token_lnk').pluck('permission_id'),
  }));

  it('says what would be done, and does nothing', async () => {
    const { code, out, err } = await run('--dry-run', '--delete-originals', '--json');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(outcomes(out)).toEqual({
      'Full Access': 'imported Full Access', 'Read Only': 'imported Read Only', reader: 'imported reader', writer: 'imported writer (Strapi)',
      chooser: 'imported chooser', job: 'imported job', former: 'imported former',
    });
    expect(JSON.parse(out).deleted).toBe(7);
    expect((await theirs()).tokens).toHaveLength(7);
    expect((await admin.get('/api-tokens').expect(200)).body.data.map(({ name }: any) => name)).toEqual(['writer']);
  });

  it('is for super admins alone over HTTP, where admin tokens are none', async () => {
    const { body } = await admin.get('/strapi-tokens').expect(200);
    expect(body.data).toMatchObject({ deleted: 0, tokens: Array(7).fill({ outcome: 'imported', lost: [], reason: null }) });
    const { id, accessKey } = (await admin.post('/admin-tokens', { name: 'may create', adminPermissions: permissionsOf(['plugin::api-tokens.api-tokens.create']) }).expect(201)).body.data;
    for (const caller of [accessKey, keys.job]) {
      await host.as(caller).get('/strapi-tokens').expect(403);
      await host.as(caller).post('/strapi-tokens/import', {}).expect(403);
    }
    await admin.delete(`/admin-tokens/${id}`).expect(200);
    await admin.post('/strapi-tokens/import', { deleteOriginals: 'yes' }).expect(400);
  });

  it('copies nothing for a super admin who no longer is one when it is their turn', async () => {
    const { id: role } = (await admin.get('/admin/roles').expect(200)).body.data.find(({ code }: any) => code === 'strapi-super-admin');
    const person = await makePerson(host, admin, 'Former', [role]);
    const client = host.as(await logIn(host, person));
    await client.get('/strapi-tokens').expect(200);
    const importing = await host.inDatabase((knex) => knex.transaction(async (trx) => {
      await trx('api_tokens_revision').update({ revision: trx.raw('revision') });
      const answer = Promise.resolve(client.post('/strapi-tokens/import', {}));
      await sleep(WAITING_MS);
      await trx('admin_users_roles_lnk').where({ user_id: person.id }).delete();
      return { answer };
    }));
    expect((await importing.answer).status).toBe(403);
    expect((await admin.get('/api-tokens').expect(200)).body.data.map(({ name }: any) => name)).toEqual(['writer']);
  });

  it('copies all kinds with their keys, which work before, meanwhile and afterwards, and does nothing again', async () => {
    await expectAllWork();
    let isDone = false;
    const importing = run('--json').finally(() => {
      isDone = true;
    });
    while (!isDone) await expectAllWork();
    const { code, out } = await importing;
    expect({ code, left: JSON.parse(out).tokens.filter(({ outcome, lost }: any) => outcome !== 'imported' || lost.length > 0) }).toEqual({ code: 0, left: [] });
    await expectAllWork();

    const { data } = (await admin.get('/api-tokens').expect(200)).body;
    expect(data.map(({ name }: any) => name)).toEqual(['Full Access', 'Read Only', 'chooser', 'former', 'reader', 'writer', 'writer (Strapi)']);
    const reader = data.find(({ name }: any) => name === 'reader');
    const original = (await admin.get('/admin/api-tokens').expect(200)).body.data.find(({ name }: any) => name === 'reader');
    expect(reader).toMatchObject({ description: 'Reads', type: 'read-only', lifespan: '604800000', expiresAt: original.expiresAt, createdAt: original.createdAt, hint: keys.reader!.slice(-4), createdBy: { type: 'cli' } });
    expect((await admin.get(`/api-tokens/${reader.id}`).expect(200)).body.data.accessKey).toBe(keys.reader);
    expect((await admin.get('/admin-tokens').expect(200)).body.data).toMatchObject([{ name: 'job', adminPermissions: [{ action: 'admin::users.read' }], adminUserOwner: { email: firstAdmin.email } }]);

    const again = await run('--json');
    expect(Object.values(outcomes(again.out)).map((outcome) => String(outcome).split(' ')[0])).toEqual(Array(7).fill('present'));
  });

  it('deletes Strapi’s tokens where that is asked for, and keys go on working', async () => {
    expect(await run('--delete-originals')).toMatchObject({ code: 0, err: '', out: expect.stringContaining('7 of Strapi’s tokens were deleted') });
    expect(await theirs()).toEqual({ tokens: [], permissions: [], links: [] });
    await expectAllWork();
    await admin.delete(`/api-tokens/${(await admin.get('/api-tokens')).body.data.find(({ name }: any) => name === 'reader').id}`).expect(200);
    await host.as(keys.reader).get('/api/articles').expect(401);
  });
});
