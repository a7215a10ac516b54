import { setRole, makeRole } from '../support/accounts';
import type { Client } from '../support/cms';
import { firstAdmin } from '../support/cms';
import { dialectsUnderTest, testDatabaseSettings, type TestDatabaseSettings } from '../support/database';
import { registerFirstAdmin, startCmsProcess, type CmsProcess } from '../support/hosts/cms-process';

const TOKENS = '/admin/api-tokens';
const ACTIONS = ['find', 'findOne', 'create', 'update', 'delete'].map((action) => `api::article.article.${action}`);

describe.each(dialectsUnderTest().flatMap((dialect) => [1, 2].map((count) => [dialect, count] as const)))(
  'on %s, requests that reach %d instance(s) at once', (dialect, count) => {
    let place: TestDatabaseSettings;
    let instances: CmsProcess[];
    let admins: Client[];

    beforeAll(async () => {
      place = await testDatabaseSettings(dialect);
      const env = { ...place.env, API_TOKEN_REVALIDATE_MS: '0' };
      instances = await Promise.all(Array.from({ length: count }, () => startCmsProcess({ env })));
      const jwt = await registerFirstAdmin(instances[0]!);
      admins = instances.map((cms) => cms.as(jwt));
    });
    afterAll(async () => {
      await Promise.all(instances.map((cms) => cms.kill()));
      await place.drop();
    });

    /** Sends `times` requests at once, to each instance in turn. */
    const atOnce = <T>(times: number, send: (admin: Client, n: number) => PromiseLike<T>): Promise<T[]> =>
      Promise.all(Array.from({ length: times }, (_, n) => send(admins[n % count]!, n)));

    const make = async (name: string, more = {}) =>
      (await admins[0]!.post(TOKENS, { name, type: 'custom', permissions: [], ...more }).expect(201)).body.data;
    const read = async (id: number) => (await admins[0]!.get(`${TOKENS}/${id}`).expect(200)).body.data;

    it('make a name once: one 201, the others 400 Name already taken', async () => {
      const answers = await atOnce(20, (admin) => admin.post(TOKENS, { name: 'wanted', type: 'custom', permissions: ACTIONS }));
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
      for (const { status, body } of answers.filter((answer) => answer.status !== 201)) {
        expect({ status, error: body.error }).toEqual({
          status: 400, error: { status: 400, name: 'ApplicationError', message: 'Name already taken', details: { code: 'ERR_NAME_TAKEN' } },
        });
      }
      const { body } = await admins[0]!.get(TOKENS).expect(200);
      expect(body.data.filter(({ name }: { name: string }) => name === 'wanted')).toMatchObject([{ permissions: ACTIONS }]);
    });

    it('rename two tokens to one name once', async () => {
      const made = await Promise.all(Array.from({ length: 10 }, (_, n) => make(`before ${n}`)));
      const answers = await atOnce(10, (admin, n) => admin.put(`${TOKENS}/${made[n].id}`, { name: 'after' }));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(400)]);
    });

    it('regenerate a token: exactly one key works afterwards, on every instance', async () => {
      const { id, accessKey } = await make('regenerated', { type: 'read-only' });
      const answers = await atOnce(20, (admin) => admin.post(`${TOKENS}/${id}/regenerate`));
      expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(201));
      const keys: string[] = [accessKey, ...answers.map(({ body }) => body.data.accessKey)];
      expect(new Set(keys).size).toBe(21);
      for (const cms of instances) {
        const statuses = await Promise.all(keys.map(async (key) => (await cms.as(key).get('/api/articles')).status));
        const working = keys.filter((_key, n) => statuses[n] === 200);
        expect(working).toEqual([(await read(id)).accessKey]);
        expect(statuses.filter((status) => status === 401)).toHaveLength(20);
      }
    });

    it('edit the permissions of a token: it ends with what one of them asked for, whole', async () => {
      const { id } = await make('edited');
      const wanted = ACTIONS.map((_action, n) => ACTIONS.slice(n));
      for (let round = 0; round < 3; round += 1) {
        const answers = await atOnce(10, (admin, n) => admin.put(`${TOKENS}/${id}`, { permissions: wanted[n % wanted.length] }));
        expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
        expect(wanted).toContainEqual((await read(id)).permissions);
      }
    });

    it('edit different things of a token: none is lost', async () => {
      const { id } = await make('first name');
      const changes = [{ name: 'second name' }, { description: 'described' }, { permissions: ACTIONS }];
      const answers = await atOnce(3, (admin, n) => admin.put(`${TOKENS}/${id}`, changes[n]!));
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
      expect(await read(id)).toMatchObject({ name: 'second name', description: 'described', permissions: ACTIONS });
    });

    it('edit, regenerate and delete a token: some come too late, none fails', async () => {
      for (let round = 0; round < 3; round += 1) {
        const { id } = await make(`short-lived ${round}`, { permissions: ACTIONS });
        const answers = await atOnce(12, (admin, n) => [
          () => admin.put(`${TOKENS}/${id}`, { permissions: ACTIONS.slice(n % 5) }),
          () => admin.post(`${TOKENS}/${id}/regenerate`),
          () => admin.get(`${TOKENS}/${id}`),
          () => admin.delete(`${TOKENS}/${id}`),
        ][n % 4]!());
        for (const { status } of answers) expect([200, 201, 404]).toContain(status);
        await admins[0]!.get(`${TOKENS}/${id}`).expect(404);
      }
    });

    it('edit the permissions of a role: it ends with what one of them asked for, whole', async () => {
      const wanted = ['admin::users.read', 'admin::roles.read', 'plugin::api-tokens.api-tokens.read'];
      const role = await makeRole(admins[0]!, 'edited role', wanted);
      await atOnce(10, (admin, n) => setRole(admin, role, wanted.slice(n % 3)));
      const { body } = await admins[0]!.get(`/admin/roles/${role}/permissions`).expect(200);
      const actions = body.data.map(({ action }: { action: string }) => action).sort();
      expect(wanted.map((_action, n) => wanted.slice(n).sort())).toContainEqual(actions);
    });

    it('take a role from its user and give that user\'s token more: the token has no more than its owner in the end', async () => {
      const action = 'admin::roles.read';
      const role = await makeRole(admins[0]!, 'lost role', [action, 'plugin::api-tokens.admin-tokens.create']);
      const email = 'owner@example.com';
      const { body: { data } } = await admins[0]!.post('/admin/users', { firstname: 'O', lastname: 'O', email, roles: [role] }).expect(201);
      const userInfo = { firstname: 'O', lastname: 'O', password: firstAdmin.password };
      const { body } = await instances[0]!.as().post('/admin/register', { registrationToken: data.registrationToken, userInfo }).expect(200);
      const permission = { action, subject: null, properties: {}, conditions: [] };
      const owners = instances.map((cms) => cms.as(body.data.token));
      const answers = await Promise.all([
        setRole(admins[0]!, role, []),
        ...Array.from({ length: 10 }, (_, n) =>
          owners[n % count]!.post('/admin/admin-tokens', { name: `racing ${n}`, adminPermissions: [permission] })),
      ]);
      for (const answer of answers.slice(1)) expect([201, 400, 403]).toContain(answer!.status);
      const tokens = (await admins[0]!.get('/admin/admin-tokens').expect(200)).body.data;
      for (const { name, adminPermissions } of tokens.filter((token: any) => token.name.startsWith('racing'))) {
        expect({ name, adminPermissions }).toEqual({ name, adminPermissions: [] });
      }
    });
  },
);
