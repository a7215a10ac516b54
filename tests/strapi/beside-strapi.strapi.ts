import Database from 'better-sqlite3';
import { hashKey } from '../../server/key/hash-key';
import { firstAdmin, testVariables, type Client } from '../support/cms';
import { startStrapiHost, type StrapiHost } from '../support/hosts/strapi-host';

const explorer = (verb: string) => `plugin::content-manager.explorer.${verb}`;
const ARTICLE = 'api::article.article';

describe('the plugin beside what Strapi has', () => {
  let host: StrapiHost;
  let admin: Client;
  let names = 0;
  const newName = () => `token ${++names}`;

  beforeAll(async () => {
    host = await startStrapiHost();
    admin = host.as((await host.as().post('/admin/register-admin', firstAdmin).expect(200)).body.data.token);
  });
  afterAll(() => host?.stop());

  const makeToken = async (body: object = {}) =>
    (await admin.post('/api-tokens', { name: newName(), ...body }).expect(201)).body.data as { id: number; accessKey: string };
  const makeStrapiToken = async (body: object = {}) =>
    (await admin.post('/admin/api-tokens', { name: newName(), type: 'read-only', ...body }).expect(201)).body.data as { id: number; accessKey: string };
  async function makeAdminToken(adminPermissions: object[], owner = admin) {
    const { body } = await owner.post('/admin-tokens', { name: newName(), adminPermissions }).expect(201);
    return { ...body.data as { id: number }, client: host.as(body.data.accessKey) };
  }
  /** A person whose role grants the article permissions that `grant` says. */
  async function makePerson(grant: object[]) {
    const name = newName();
    const roleId = (await admin.post('/admin/roles', { name, description: '' }).expect(201)).body.data.id;
    const setRole = (permissions: object[]) => admin.put(`/admin/roles/${roleId}/permissions`, {
      permissions: [...permissions, { action: 'plugin::api-tokens.admin-tokens.create' }, { action: 'plugin::api-tokens.admin-tokens.read' }]
        .map((permission) => ({ subject: null, properties: {}, conditions: [], ...permission })),
    }).expect(200);
    await setRole(grant);
    const email = `${name.replace(' ', '')}@example.com`;
    const { registrationToken } = (await admin.post('/admin/users', { firstname: 'P', lastname: 'Q', email, roles: [roleId] }).expect(201)).body.data;
    const userInfo = { firstname: 'P', lastname: 'Q', password: 'Correct-horse-2' };
    const { token } = (await host.as().post('/admin/register', { registrationToken, userInfo }).expect(200)).body.data;
    return { client: host.as(token), setRole };
  }

  describe('in the database', () => {
    it('has tables with unique indexes for names and keys', async () => {
      await makeToken({ name: 'unique' });
      const database = new Database(host.databaseFile);
      expect(() => database.prepare('insert into api_tokens_issued (name) values (?)').run('unique')).toThrow(/UNIQUE.*name/);
      const { hash } = database.prepare('select hash from api_tokens_keys').get() as any;
      expect(() => database.prepare('insert into api_tokens_keys (hash) values (?)').run(hash)).toThrow(/UNIQUE.*hash/);
      database.close();
    });

    it('is answered for with 503 where it fails, and all is well afterwards', async () => {
      const { accessKey } = await makeToken({ type: 'read-only' });
      const database = new Database(host.databaseFile);
      database.exec('alter table api_tokens_issued rename to away');
      try {
        const { body, headers } = await host.as(accessKey).get('/api/articles').expect(503);
        expect(body).toEqual({ data: null, error: expect.objectContaining({ status: 503, name: 'ServiceUnavailableError', details: { code: 'ERR_UNAVAILABLE' } }) });
        expect(headers['retry-after']).toBe('1');
      } finally {
        database.exec('alter table away rename to api_tokens_issued');
        database.close();
      }
      await host.as(accessKey).get('/api/articles').expect(200);
    });
  });

  describe('and Strapi’s own tokens', () => {
    it('live side by side, each in its own list', async () => {
      const [ours, theirs] = [await makeToken({ type: 'read-only' }), await makeStrapiToken()];
      for (const { accessKey } of [ours, theirs]) {
        await host.as(accessKey).get('/api/articles').expect(200);
        await host.as(accessKey).post('/api/articles', { data: { title: 'x' } }).expect(403);
      }
      await admin.delete(`/admin/api-tokens/${theirs.id}`).expect(200);
      await host.as(theirs.accessKey).get('/api/articles').expect(401);
      await host.as(ours.accessKey).get('/api/articles').expect(200);
      await admin.delete(`/api-tokens/${ours.id}`).expect(200);
      await host.as(ours.accessKey).get('/api/articles').expect(401);
    });

    it('hash alike, so that a token can be taken over from Strapi with its key', async () => {
      const theirs = await makeStrapiToken({ type: 'full-access' });
      const { id } = await makeToken({ type: 'full-access' });
      const database = new Database(host.databaseFile);
      const { access_key: hash } = database.prepare('select access_key from strapi_api_tokens where id = ?').get(theirs.id) as any;
      expect(hash).toBe(hashKey(theirs.accessKey, testVariables.API_TOKEN_SALT));
      database.prepare('update api_tokens_keys set hash = ? where token_id = ?').run(hash, id);
      database.close();
      await admin.delete(`/admin/api-tokens/${theirs.id}`).expect(200);
      await host.as(theirs.accessKey).get('/api/articles').expect(200);
    });

    it('are not let in by each other’s endpoints: an admin token of Strapi’s cannot make one of ours', async () => {
      const adminPermissions = ['plugin::api-tokens.admin-tokens.create', 'plugin::api-tokens.api-tokens.create', 'admin::users.read']
        .map((action) => ({ action, subject: null, properties: {}, conditions: [] }));
      const { accessKey } = (await admin.post('/admin/admin-tokens', { name: newName(), adminPermissions }).expect(201)).body.data;
      const client = host.as(accessKey);
      await client.get('/admin/users').expect(200);
      await client.post('/admin-tokens', { name: newName() }).expect(403);
      await client.post('/api-tokens', { name: newName() }).expect(403);
      await client.get('/api/articles').expect(401);
    });
  });

  describe('and the project’s own code', () => {
    const call = async (name: string, ...args: unknown[]) => (await host.as().post('/api/probe/tokens', { call: name, args })).body;

    it('makes tokens for it, for itself and for a person', async () => {
      const { id, accessKey } = await call('create', { name: newName() }, { name: 'a plugin' });
      await host.as(accessKey).get('/api/articles').expect(200);
      expect((await admin.get(`/api-tokens/${id}`).expect(200)).body.data.createdBy).toEqual({ type: 'system', id: null, label: 'a plugin' });
      const { id: userId } = (await admin.get('/admin/users/me').expect(200)).body.data;
      const job = await call('create', { kind: 'admin', name: newName(), adminPermissions: [{ action: 'admin::users.read', subject: null, properties: {}, conditions: [] }] }, { userId });
      await host.as(job.accessKey).get('/admin/users').expect(200);
      await call('revoke', job.id);
      await host.as(job.accessKey).get('/admin/users').expect(401);
    });
  });

  describe('and Strapi’s content', () => {
    it('lets users of the site in as before', async () => {
      const user = { username: 'visitor', email: 'visitor@example.com', password: 'Correct-horse-3' };
      const { jwt } = (await host.as().post('/api/auth/local/register', user).expect(200)).body;
      expect((await host.as(jwt).get('/api/users/me').expect(200)).body.username).toBe('visitor');
      await host.as(jwt).get('/api/articles').expect(403);
    });

    it('opens the routes of plugins within scope', async () => {
      const { accessKey } = await makeToken({ type: 'custom', permissions: ['plugin::users-permissions.user.find', 'plugin::upload.content-api.find'] });
      const client = host.as(accessKey);
      expect((await client.get('/api/users').expect(200)).body).toEqual(expect.any(Array));
      expect((await client.get('/api/upload/files').expect(200)).body).toEqual([]);
      await client.get('/api/users/count').expect(403);
      await client.get('/api/articles').expect(403);
    });

    it('keeps tokens out of GraphQL, where a full-access token could rewrite them', async () => {
      const { accessKey } = await makeToken({ type: 'full-access' });
      const { body } = await host.as(accessKey).post('/graphql', { query: '{ __schema { types { name fields { name } } } }' }).expect(200);
      expect(JSON.stringify(body)).toContain('createArticle');
      expect(JSON.stringify(body)).not.toMatch(/ApiToken/i);
    });
  });

  describe('and roles', () => {
    it('has its actions among those that roles can be granted', async () => {
      const { settings } = (await admin.get('/admin/permissions').expect(200)).body.data.sections;
      const ours = settings.filter(({ action }: any) => action.startsWith('plugin::api-tokens.'));
      expect(ours.map(({ action }: any) => action.split('.').slice(1).join('.')).sort()).toEqual(
        [
          ...['admin-tokens', 'api-tokens'].flatMap((kind) => ['access', 'create', 'delete', 'read', 'regenerate', 'reveal', 'update'].map((verb) => `${kind}.${verb}`)),
          'events.read',
          'secrets.read',
        ],
      );
    });

    it('keeps of a token what its owner’s role keeps, in whatever form', async () => {
      const read = (fields: string[]) => ({ action: explorer('read'), subject: ARTICLE, properties: { fields } });
      const remove = { action: explorer('delete'), subject: ARTICLE };
      const { client: owner, setRole } = await makePerson([read(['title']), remove]);
      const token = await makeAdminToken([read(['title']), remove], owner);
      const stored = async () => (await admin.get(`/admin-tokens/${token.id}`).expect(200)).body.data.adminPermissions
        .map(({ action, properties }: any) => [action, properties.fields]);
      await setRole([read(['title', 'body']), remove]);
      expect(await stored()).toEqual([[explorer('read'), ['title']], [explorer('delete'), undefined]]);
      await setRole([read(['title', 'body'])]);
      expect(await stored()).toEqual([[explorer('read'), ['title']]]);
      await setRole([read(['body']), remove]);
      expect(await stored()).toEqual([]);
      await token.client.get(`/content-manager/collection-types/${ARTICLE}`).expect(403);
    });
  });

  describe('in the content manager', () => {
    const list = `/content-manager/collection-types/${ARTICLE}`;
    const titles = ({ body }: any) => body.results.map(({ title }: any) => title).sort();

    it('lets an admin token read and write within its fields', async () => {
      const article = (await admin.post(list, { title: 'Fields', body: 'hidden', views: 7 }).expect(201)).body.data;
      const { client } = await makeAdminToken([
        { action: explorer('read'), subject: ARTICLE, properties: { fields: ['title'] } },
        { action: explorer('update'), subject: ARTICLE, properties: { fields: ['views'] } },
      ]);
      const { body } = await client.get(`${list}/${article.documentId}`).expect(200);
      expect(body.data).toMatchObject({ title: 'Fields' });
      expect(body.data).not.toHaveProperty('body');
      await client.put(`${list}/${article.documentId}`, { title: 'Changed', views: 8 }).expect(200);
      expect((await admin.get(`${list}/${article.documentId}`).expect(200)).body.data).toMatchObject({ title: 'Fields', views: 8 });
      await client.post(list, { title: 'New' }).expect(403);
      await client.delete(`${list}/${article.documentId}`).expect(403);
    });

    it('never widens the fields of the owner, whether the token’s are missing, null or empty', async () => {
      const { client: owner } = await makePerson([{ action: explorer('read'), subject: ARTICLE, properties: { fields: ['title'] } }]);
      for (const properties of [{}, { fields: null }, { fields: [] }]) {
        await owner.post('/admin-tokens', { name: newName(), adminPermissions: [{ action: explorer('read'), subject: ARTICLE, properties }] }).expect(400);
      }
    });

    it.each(['admin::is-creator', 'admin::has-same-role-as-creator'])('holds an admin token to its owner’s condition %s', async (condition) => {
      const everything = ['create', 'read'].map((verb) => ({
        action: explorer(verb), subject: ARTICLE, properties: { fields: ['title', 'body', 'views', 'category'] }, conditions: verb === 'read' ? [condition] : [],
      }));
      const { client: owner } = await makePerson(everything);
      const { client } = await makeAdminToken(everything.map(({ conditions: _, ...permission }) => permission), owner);
      const title = newName();
      await client.post(list, { title }).expect(201);
      await admin.post(list, { title: 'of the super admin' }).expect(201);
      expect(titles(await client.get(list).expect(200))).toEqual([title]);
      expect(titles(await owner.get(list).expect(200))).toEqual([title]);
    });

    it('shows neither accounts nor tokens as content to an admin token', async () => {
      for (const subject of ['admin::user', 'admin::api-token', 'plugin::api-tokens.token', 'plugin::api-tokens.token-permission']) {
        const { client } = await makeAdminToken([{ action: explorer('read'), subject }]);
        await client.get(`/content-manager/collection-types/${subject}`).expect(403);
        await client.get(`/content-manager/collection-types/${subject}/1`).expect(403);
      }
    });
  });

  it('logs no error for a refusal, and no key', () => {
    const lines = host.log().split('\n');
    // One request was made to fail.
    expect(lines.filter((line) => line.includes('error') && !line.includes('a token could not be read'))).toEqual([]);
    expect(lines.filter((line) => /cms_(content|admin)_\w{20}|[0-9a-f]{128}/.test(line))).toEqual([]);
  });
});
