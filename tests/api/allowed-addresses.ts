import type { Api } from './api-suite';
import type { Client } from '../support/cms';
import { makeOwner, makeToken } from './people';

/** Where the tests call from, and where they do not. */
const HERE = ['127.0.0.0/8', '::1'];
const ELSEWHERE = ['192.0.2.0/24', '2001:db8::/32'];
const kinds = ['api-tokens', 'admin-tokens'] as const;
const RIGHTS = kinds.flatMap((kind) => ['read', 'create', 'update', 'regenerate', 'reveal'].map((verb) => `plugin::api-tokens.${kind}.${verb}`));

/** Tokens that may be used from some addresses alone. */
export function describeAllowedAddresses(api: Api): void {
  describe.each(kinds)('the allowed addresses of one of the %s', (kind) => {
    const path = (rest = '') => api.path(`/${kind}${rest}`);
    const post = (body: object, by: Client = api.admin) => by.post(path(), { name: api.newName(), ...(kind === 'api-tokens' && { type: 'full-access' }), ...body });
    const create = async (body: object = {}, by: Client = api.admin) => (await post(body, by).expect(201)).body.data;
    const put = (id: number, body: object, by: Client = api.admin) => by.put(path(`/${id}`), body);
    const use = (key: string) => api.host.as(key).get(kind === 'admin-tokens' ? '/admin/users/me' : '/api/articles');

    it('are shown in canonical form, each once, and are all where nothing else is said', async () => {
      const { id, allowedAddresses } = await create({ allowedAddresses: ['192.0.2.7/32', '2001:DB8:0::/32', '::ffff:10.0.0.0/104', '192.0.2.7'] });
      expect(allowedAddresses).toEqual(['192.0.2.7', '2001:db8::/32', '10.0.0.0/8']);
      expect((await api.admin.get(path(`/${id}`)).expect(200)).body.data.allowedAddresses).toEqual(allowedAddresses);
      expect((await put(id, { allowedAddresses: null }).expect(200)).body.data.allowedAddresses).toBeNull();
    });

    it('are at least one and at most a hundred, and ranges without host bits', async () => {
      const many = (count: number) => Array.from({ length: count }, (_, index) => `10.0.0.${index}`);
      await create({ allowedAddresses: many(100) });
      const { id } = await create();
      for (const wrong of [[], many(101), 'all', '192.0.2.1', {}, [null], [7], [''], ['localhost'], ['10.0.0.0/33'], ['::1%lo'], ['x'.repeat(1000)], ['10.1.2.3/8']]) {
        for (const answer of [await post({ allowedAddresses: wrong }), await put(id, { allowedAddresses: wrong })]) {
          expect([wrong, answer.status, answer.body.error?.details.code]).toEqual([wrong, 400, 'ERR_VALIDATION']);
        }
      }
      const { body } = await put(id, { allowedAddresses: ['10.1.2.3/8'] }).expect(400);
      expect(body.error.message).toContain('10.0.0.0/8');
      expect(body.error.details.errors).toEqual([expect.objectContaining({ path: ['allowedAddresses', '0'] })]);
    });

    it('let requests from them pass and no others, from the change on', async () => {
      const { id, accessKey } = await create({ allowedAddresses: HERE });
      await use(accessKey).expect(200);
      await put(id, { allowedAddresses: ELSEWHERE }).expect(200);
      const { body, headers } = await use(accessKey).expect(403);
      expect(body).toEqual({ data: null, error: {
        status: 403, name: 'ForbiddenError', message: 'Address not allowed', details: { code: 'ERR_ADDRESS_NOT_ALLOWED', address: expect.stringMatching(/^(::ffff:)?127\.0\.0\.1$|^::1$/) },
      } });
      expect(headers['www-authenticate']).toMatch(/^Bearer error="insufficient_scope", error_description="Address not allowed"$/);
      await put(id, { allowedAddresses: [...ELSEWHERE, ...HERE] }).expect(200);
      await use(accessKey).expect(200);
    });

    it('do not believe a client that says where it is', async () => {
      const { accessKey } = await create({ allowedAddresses: ELSEWHERE });
      for (const header of ['X-Forwarded-For', 'Forwarded', 'X-Real-IP', 'X-Client-IP', 'True-Client-IP', 'CF-Connecting-IP']) {
        await use(accessKey).set(header, header === 'Forwarded' ? 'for=192.0.2.1' : '192.0.2.1').expect(403);
      }
    });

    it('stay with the token while it is rotated, and leave an event', async () => {
      const { id } = await create({ allowedAddresses: HERE });
      const { accessKey } = (await api.admin.post(path(`/${id}/regenerate`)).expect(201)).body.data;
      await put(id, { allowedAddresses: ELSEWHERE }).expect(200);
      await use(accessKey).expect(403);
      const { body } = await api.admin.get(path(`/${id}/events`)).expect(200);
      expect(body.data[0]).toMatchObject({ action: 'token.update', details: { changes: { allowedAddresses: { before: HERE, after: ELSEWHERE } } } });
      await put(id, { allowedAddresses: ELSEWHERE }).expect(200);
      expect((await api.admin.get(path(`/${id}/events`)).expect(200)).body.data).toHaveLength(body.data.length);
    });

    it('of what an admin token makes are its own at most, also later', async () => {
      const owner = await makeOwner(api, RIGHTS);
      const maker = await makeToken(api, owner.client, RIGHTS, { allowedAddresses: HERE });
      const as = api.host.as(maker.accessKey);
      const made = await create({}, as);
      expect(made.allowedAddresses).toEqual(HERE);
      expect((await create({ allowedAddresses: ['127.0.0.1'] }, as)).allowedAddresses).toEqual(['127.0.0.1']);
      expect((await post({ allowedAddresses: ['127.0.0.1', '192.0.2.1'] }, as).expect(400)).body.error.message).toContain('192.0.2.1');
      // Not even a person can lift that.
      for (const allowedAddresses of [null, ['0.0.0.0/0'], ELSEWHERE]) await put(made.id, { allowedAddresses }, owner.client).expect(400);
      await use(made.accessKey).expect(200);
      await owner.client.put(api.path(`/admin-tokens/${maker.id}`), { allowedAddresses: ELSEWHERE }).expect(200);
      await use(made.accessKey).expect(403);
    });

    it('are not left by an admin token with the key of another one', async () => {
      const owner = await makeOwner(api, RIGHTS);
      const limited = api.host.as((await makeToken(api, owner.client, RIGHTS, { allowedAddresses: HERE })).accessKey);
      const free = await create({}, owner.client);
      const narrow = await create({ allowedAddresses: ['127.0.0.0/9'] }, owner.client);
      for (const [{ id }, status, revealed] of [[free, 403, false], [narrow, 201, true]] as const) {
        expect('accessKey' in (await limited.get(path(`/${id}`)).expect(200)).body.data).toBe(revealed);
        await limited.post(path(`/${id}/regenerate`)).expect(status);
      }
    });
  });

  it('the address that the server sees is shown to everyone who is logged in', async () => {
    const { body } = await api.admin.get(api.path('/client-address')).expect(200);
    expect(body).toEqual({ data: { address: expect.stringMatching(/^127\.0\.0\.1$|^::1$/), isProxy: false } });
    // Nobody has told this server of a proxy.
    expect((await api.admin.get(api.path('/client-address')).set('X-Forwarded-For', '192.0.2.1').expect(200)).body.data.isProxy).toBe(true);
    await api.host.as().get(api.path('/client-address')).expect(401);
  });
}
