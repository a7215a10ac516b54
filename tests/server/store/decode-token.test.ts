import { forgetTokens } from '../../support/forget-tokens';
import { makeAdminToken } from '../../support/admin-token';
import { registerFirstAdmin, startTestCms, type Client, type TestCms } from '../../support/cms';
import { dialectsUnderTest, type DialectName } from '../../support/database';

/** Times that SQLite keeps as they are, and that others have no room for but one that is too large to be told exactly. */
const unreadableTimes: Record<DialectName, string> = { sqlite: 'not a time', postgres: '9223372036854775807', mysql: '9223372036854775807' };

describe.each(dialectsUnderTest())('a token that cannot be read whole, on %s,', (dialect) => {
  let cms: TestCms;
  let admin: Client;
  let names = 0;

  beforeAll(async () => {
    cms = await startTestCms({ dialect, variables: { API_TOKEN_REVALIDATE_MS: '0' } });
    admin = await registerFirstAdmin(cms);
  });
  afterAll(() => cms.stop());

  const create = async () =>
    (await admin.post('/admin/api-tokens', { name: `Token ${(names += 1)}`, type: 'full-access', lifespan: 604_800_000 }).expect(201)).body.data;
  const knex = () => cms.running.cms.db.connection;

  async function damage(table: string, where: object, values: object): Promise<void> {
    await knex()(table).where(where).update(values);
    await forgetTokens(cms);
  }
  const damageToken = (id: number, values: object) => damage('api_tokens_issued', { id }, values);

  it.each([
    ['an end that is no time', { expires_at: unreadableTimes[dialect] }],
    ['another time that is none', { issued_at: unreadableTimes[dialect] }],
    ['an end that no date can have', { expires_at: 9_000_000_000_000_000 }],
    ['another time that no date can have', { issued_at: -9_000_000_000_000_000 }],
    ['a maker of an unknown kind', { made_by_type: 'admin-tokens' }],
    ['no kind', { kind: null }],
    ['an unknown kind', { kind: 'superuser' }],
    ['no type', { type: null }],
    ['an unknown type', { type: 'everything' }],
    ['addresses that are no JSON', { allowed_addresses: '192.0.2.1' }],
    ['addresses that are no list', { allowed_addresses: '{}' }],
    ['addresses that are no texts', { allowed_addresses: '[null]' }],
    ['a rate limit that is no JSON', { rate_limit: '600 a minute' }],
    ['a rate limit without a window', { rate_limit: '{"limit":600}' }],
    ['a rate limit of nothing', { rate_limit: '{"limit":0,"window":60}' }],
    ['restrictions that are no JSON', { restrictions: '{' }],
    ['restrictions of an unknown kind', { restrictions: '{"rows":{}}' }],
    ['restrictions of another form', { restrictions: '{"types":{"api::article.article":{"read":"title"}}}' }],
  ])('with %s, is denied, harms no other, is shown as broken and can be deleted', async (_what, values) => {
    const [bad, good] = [await create(), await create()];
    await damageToken(bad.id, values);
    const answers = await Promise.all([bad, good, bad, good].map(({ accessKey }) => cms.as(accessKey).get('/api/articles')));
    expect(answers.map(({ status }) => status)).toEqual([401, 200, 401, 200]);

    const { body } = await admin.get('/admin/api-tokens').expect(200);
    const shown = { id: bad.id, name: bad.name, broken: true, expiresAt: null, permissions: [] };
    expect(body.data.find(({ id }: any) => id === bad.id)).toMatchObject(shown);
    expect(body.data.find(({ id }: any) => id === good.id)).toMatchObject({ expiresAt: good.expiresAt });
    expect(body.data.find(({ id }: any) => id === good.id)).not.toHaveProperty('broken');
    expect((await admin.get('/admin/api-tokens?page=1&pageSize=100').expect(200)).body.data).toContainEqual(expect.objectContaining(shown));
    expect((await admin.get(`/admin/api-tokens/${bad.id}`).expect(200)).body.data).toMatchObject({ ...shown, canRevealKey: false });
    await admin.get(`/admin/admin-tokens/${bad.id}`).expect(404);

    await admin.put(`/admin/api-tokens/${bad.id}`, { description: 'x' }).expect(400);
    await admin.post(`/admin/api-tokens/${bad.id}/regenerate`).expect(400);
    await admin.delete(`/admin/api-tokens/${bad.id}`).expect(200);
    await admin.get(`/admin/api-tokens/${bad.id}`).expect(404);
    await admin.post('/admin/api-tokens', { name: bad.name }).expect(201);
  });

  it('with a key whose last use no date can have, is shown as broken and can be deleted', async () => {
    const bad = await create();
    await damage('api_tokens_keys', { token_id: bad.id }, { last_used_at: 9_000_000_000_000_000 });
    expect((await admin.get('/admin/api-tokens').expect(200)).body.data.find(({ id }: any) => id === bad.id)).toMatchObject({ broken: true });
    await cms.as(bad.accessKey).get('/api/articles').expect(401);
    await admin.delete(`/admin/api-tokens/${bad.id}`).expect(200);
  });

  it.each([
    ['properties that are no object', { properties: '5' }],
    ['properties in a list', { properties: '["title"]' }],
    ['fields that are no list', { properties: '{"fields":"title"}' }],
    ['conditions that are no list', { conditions: '{"length":0}' }],
    ['conditions that are no names', { conditions: '[null]' }],
    ['parameters that are no object', { action_parameters: '"x"' }],
    ['no action', { action: null }],
  ])('with a permission that has %s, is denied and shown as broken', async (_what, values) => {
    const bad = await makeAdminToken(admin, `bad ${names += 1}`, ['admin::users.read']);
    await damage('api_tokens_permissions', { token_id: bad.id }, values);
    await cms.as(bad.accessKey).get('/admin/users').expect(401);
    expect((await admin.get(`/admin/admin-tokens/${bad.id}`).expect(200)).body.data).toMatchObject({ broken: true, adminPermissions: [] });
    await admin.post(`/admin/admin-tokens/${bad.id}/explain`, { method: 'GET', path: '/admin/users' }).expect(200);
    await admin.delete(`/admin/admin-tokens/${bad.id}`).expect(200);
  });

  it('with permissions that are not JSON, is denied, harms no other, is shown as broken and can be deleted by its owner', async () => {
    const [bad, good] = [await makeAdminToken(admin, 'bad', ['admin::users.read']), await makeAdminToken(admin, 'good', ['admin::users.read'])];
    const { id } = await knex()('api_tokens_permissions').where({ token_id: bad.id }).first();
    await damage('api_tokens_permissions', { id }, { properties: '{"fields": [' });
    const answers = await Promise.all([bad, good].map(({ accessKey }) => cms.as(accessKey).get('/admin/users')));
    expect(answers.map(({ status }) => status)).toEqual([401, 200]);
    const { body } = await admin.get('/admin/admin-tokens').expect(200);
    expect(body.data.map(({ name, broken }: any) => [name, broken])).toEqual([['bad', true], ['good', undefined]]);
    await admin.delete(`/admin/admin-tokens/${bad.id}`).expect(200);
    expect((await admin.get('/admin/admin-tokens').expect(200)).body.data).toHaveLength(1);
  });
});
