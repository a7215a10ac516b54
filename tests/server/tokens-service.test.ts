import type { TokensService } from '../../server/tokens-service';
import { makePerson, makeRole } from '../support/accounts';
import { permissionsOf } from '../support/admin-token';
import { registerFirstAdmin, startTestCms, type Client, type TestCms } from '../support/cms';
import { dialectsUnderTest } from '../support/database';

const right = (name: string) => `plugin::api-tokens.${name}`;

describe.each(dialectsUnderTest())('the service for the host’s own code on %s', (dialect) => {
  let cms: TestCms;
  let admin: Client;
  let tokens: TokensService;
  const named = { name: 'the shop' };

  beforeAll(async () => {
    cms = await startTestCms({ dialect });
    admin = await registerFirstAdmin(cms);
    tokens = cms.running.cms.plugin('api-tokens').service('tokens');
  });
  afterAll(() => cms.stop());

  const events = async (id: unknown) => (await admin.get(`/admin/token-events?tokenId=${id}`).expect(200)).body.data.reverse().map(({ action, actor }: any) => ({ action, actor }));

  it('creates, lists, finds, changes, regenerates and deletes tokens, and its events tell who called', async () => {
    const { id, accessKey } = await tokens.create({ name: 'shop', type: 'read-only' }, named);
    await cms.as(accessKey).get('/api/articles').expect(200);
    expect((await tokens.list({ _q: 'shop', page: 1 })).data).toEqual([await tokens.find(id)]);
    expect(await tokens.find(String(id))).toMatchObject({ name: 'shop', createdBy: { type: 'system', id: null, label: 'the shop' } });
    expect(await tokens.find(id)).not.toHaveProperty('accessKey');
    expect(await tokens.update(id, { description: 'x', enabled: false })).toMatchObject({ description: 'x', state: 'paused' });
    await tokens.update(id, { enabled: true }, named);
    const renewed = await tokens.regenerate(id, { keepPreviousFor: 60_000 });
    for (const each of [accessKey, renewed.accessKey]) await cms.as(each).get('/api/articles').expect(200);
    expect(await tokens.revoke(id)).toMatchObject({ id, name: 'shop' });
    await cms.as(renewed.accessKey).get('/api/articles').expect(401);
    const [shop, nobody] = ['the shop', null].map((label) => ({ type: 'system', id: null, label }));
    expect(await events(id)).toEqual([
      { action: 'token.create', actor: shop }, { action: 'token.update', actor: nobody }, { action: 'token.pause', actor: nobody },
      { action: 'token.resume', actor: shop }, { action: 'token.regenerate', actor: nobody }, { action: 'token.delete', actor: nobody },
    ]);
  });

  it('acts for a person within what that person may do, with admin tokens too', async () => {
    const role = await makeRole(admin, 'Makers', [...['create', 'read', 'update', 'regenerate', 'delete'].map((verb) => right(`admin-tokens.${verb}`)), 'admin::users.read']);
    const { id: userId } = await makePerson(cms, admin, 'Grace', [role]);
    const grace = { userId };
    const { id, accessKey } = await tokens.create({ kind: 'admin', name: 'job', adminPermissions: permissionsOf(['admin::users.read']) }, grace);
    await cms.as(accessKey).get('/admin/users').expect(200);
    expect(await tokens.find(id, grace)).toMatchObject({ kind: 'admin', adminUserOwner: { id: userId }, createdBy: { type: 'user', id: userId, label: 'Grace Test' } });
    expect((await tokens.list({ kind: 'admin' }, grace)).data.map(({ name }) => name)).toEqual(['job']);
    await tokens.update(id, { name: 'renamed' }, grace);
    await tokens.regenerate(id, {}, grace);
    expect((await events(id)).map(({ actor }: any) => actor.id)).toEqual([userId, userId, userId]);
    await expect(tokens.create({ kind: 'admin', name: 'more', adminPermissions: permissionsOf(['admin::roles.read']) }, grace)).rejects.toMatchObject({ status: 400 });
    await expect(tokens.create({ name: 'content' }, grace)).rejects.toMatchObject({ status: 403 });
    await expect(tokens.create({ kind: 'admin', name: 'of nobody' })).rejects.toMatchObject({ status: 403 });
    await expect(tokens.list({}, { userId: 999 })).rejects.toMatchObject({ status: 401 });
    await tokens.revoke(id);
    await expect(tokens.find(id)).rejects.toMatchObject({ status: 404 });
  });

  it.each<[string, (service: any) => Promise<unknown>, number]>([
    ['an unknown field', (service) => service.create({ name: 'x', color: 'red' }), 400],
    ['an unknown kind', (service) => service.create({ kind: 'other', name: 'x' }), 400],
    ['nothing', (service) => service.create(undefined), 400],
    ['an unknown parameter of a list', (service) => service.list({ color: 'red' }), 400],
    ['an id that no token has', (service) => service.find(2_147_483_647), 404],
    ['an id that is a condition', (service) => service.find({ $ne: 0 }), 404],
    ['an id that is missing', (service) => service.revoke(undefined), 404],
    ['a caller who is nobody', (service) => service.list({}, {}), 400],
    ['a caller who is null', (service) => service.list({}, null), 400],
    ['a caller without an id', (service) => service.list({}, { userId: undefined }), 400],
    ['a caller who is two', (service) => service.list({}, { userId: 1, name: 'x' }), 400],
  ])('rejects %s as the admin API does', async (_what, call, status) => {
    await expect(call(tokens)).rejects.toMatchObject({ status });
  });
});
