import Database from 'better-sqlite3';
import { setTimeout as sleep } from 'node:timers/promises';
import { firstAdmin, type Client } from '../support/cms';
import { startStrapiHost, type StrapiHost } from '../support/hosts/strapi-host';

const explorer = (verb: string) => `plugin::content-manager.explorer.${verb}`;
const STORY = 'api::story.story';
const ARTICLE = 'api::article.article';
const list = `/content-manager/collection-types/${STORY}`;
const MANAGE = ['create', 'read', 'update'].map((verb) => ({ action: `plugin::api-tokens.admin-tokens.${verb}` }));
const EDITOR = 2;

const inForm = (permissions: object[]) => permissions.map((permission) => ({ subject: null, properties: {}, conditions: [], ...permission }));

describe('an admin token in Strapi and what its owner may do', () => {
  let host: StrapiHost;
  let admin: Client;
  /** A story in both locales. */
  let story: string;
  /** A role with nothing but the rights to manage tokens. */
  let managing: number;
  let names = 0;
  const newName = () => `name ${++names}`;

  beforeAll(async () => {
    host = await startStrapiHost();
    admin = host.as((await host.as().post('/admin/register-admin', firstAdmin).expect(200)).body.data.token);
    await admin.post('/i18n/locales', { code: 'fr', name: 'French', isDefault: false }).expect(200);
    story = (await admin.post(`${list}?locale=en`, { title: 'en', body: 'en' }).expect(201)).body.data.documentId;
    await admin.put(`${list}/${story}?locale=fr`, { title: 'fr', body: 'fr' }).expect(200);
    managing = await makeRole([]);
  });
  afterAll(() => host?.stop());

  async function makeRole(permissions: object[]): Promise<number> {
    const { id } = (await admin.post('/admin/roles', { name: newName(), description: '' }).expect(201)).body.data;
    await setRole(id, permissions);
    return id;
  }

  const setRole = (role: number, permissions: object[]) =>
    admin.put(`/admin/roles/${role}/permissions`, { permissions: inForm([...permissions, ...MANAGE]) }).expect(200);

  async function makePerson(...roles: number[]): Promise<{ id: number; client: Client }> {
    const email = `${newName().replace(' ', '')}@example.com`;
    const { id, registrationToken } = (await admin.post('/admin/users', { firstname: 'P', lastname: 'Q', email, roles }).expect(201)).body.data;
    const userInfo = { firstname: 'P', lastname: 'Q', password: 'Correct-horse-2' };
    const { token } = (await host.as().post('/admin/register', { registrationToken, userInfo }).expect(200)).body.data;
    return { id, client: host.as(token) };
  }

  async function makeToken(adminPermissions: object[], owner = admin) {
    const { body } = await owner.post('/admin-tokens', { name: newName(), adminPermissions }).expect(201);
    return { id: body.data.id as number, permissions: body.data.adminPermissions, client: host.as(body.data.accessKey) };
  }

  const stored = async (id: number) => (await admin.get(`/admin-tokens/${id}`).expect(200)).body.data.adminPermissions
    .map(({ action, properties, conditions }: any) => ({ action, properties, conditions }));

  /** Writes what a role's permission has past Strapi, which fills in what is missing. */
  async function setProperties(role: number, action: string, properties: object): Promise<void> {
    const database = new Database(host.databaseFile);
    database.prepare(`update admin_permissions set properties = ? where action = ? and id in
      (select permission_id from admin_permissions_role_lnk where role_id = ?)`).run(JSON.stringify(properties), action, role);
    database.close();
    await host.as().post('/api/probe/forget').expect(204);
  }

  /** The locales in which somebody sees stories, and those in which they change one. Strapi asks about none where a story is made. */
  async function reach(client: Client): Promise<{ reads: string[]; writes: string[] }> {
    const reads: string[] = [];
    const writes: string[] = [];
    for (const locale of ['en', 'fr']) {
      const { status, body } = await client.get(`${list}?locale=${locale}`);
      expect([200, 403]).toContain(status);
      if (status === 200 && body.results.length > 0) reads.push(locale);
      const changed = await client.put(`${list}/${story}?locale=${locale}`, { title: newName() });
      expect([200, 403, 404]).toContain(changed.status);
      if (changed.status === 200) writes.push(locale);
    }
    return { reads, writes };
  }

  describe('in locales', () => {
    const values: Array<[string, object]> = [
      ['missing', {}], ['null', { locales: null }], ['empty', { locales: [] }], ['en', { locales: ['en'] }], ['both', { locales: ['en', 'fr'] }],
    ];
    const both = (properties: object) => ['read', 'update'].map((verb) => ({ action: explorer(verb), subject: STORY, properties }));
    let role: number;
    let owner: Client;
    const tokens: Array<{ id: number; name: string; asked: object; client: Client }> = [];

    beforeAll(async () => {
      role = await makeRole(both({ fields: ['title', 'body', 'slug'], locales: null }));
      owner = (await makePerson(role)).client;
      for (const [name, asked] of values) {
        tokens.push({ name, asked, ...await makeToken(both({ fields: ['title', 'body', 'slug'], ...asked }), owner) });
      }
    });

    it.each(values)('does what both allow where its owner’s are %s', async (_, properties) => {
      for (const verb of ['read', 'update']) {
        await setProperties(role, explorer(verb), { fields: ['title', 'body', 'slug'], ...properties });
      }
      const ofOwner = await reach(owner);
      for (const { name, asked, client } of tokens) {
        const given = (asked as { locales?: string[] | null }).locales;
        const within = (locales: string[]) => locales.filter((locale) => given === null || given?.includes(locale));
        const { reads, writes } = await reach(client);
        expect([name, reads, writes]).toEqual([name, within(ofOwner.reads), within(ofOwner.writes)]);
      }
    });

    it('is not made for more than its owner’s, and told which', async () => {
      await setProperties(role, explorer('read'), { fields: ['title'], locales: ['en'] });
      const make = async (properties: object) =>
        (await owner.post('/admin-tokens', { name: newName(), adminPermissions: [{ action: explorer('read'), subject: STORY, properties }] })).body;
      const message = (surplus: string) => `Cannot assign admin permissions that exceed your own. Exceeding: ${explorer('read')} on ${STORY}${surplus}`;
      expect((await make({ fields: ['title'], locales: ['fr', 'en'] })).error).toMatchObject({ status: 400, message: message(' (locales: fr)') });
      expect((await make({ fields: ['title'], locales: null })).error).toMatchObject({ status: 400, message: message(' (locales: all)') });
      expect((await make({ fields: ['title', 'body'], locales: ['en'] })).error).toMatchObject({ status: 400, message: message(' (fields: body)') });
      expect((await make({ fields: ['title'], locales: ['en'] })).data.adminPermissions).toMatchObject([{ properties: { fields: ['title'], locales: ['en'] } }]);
    });

    it('has all of them where a super admin says so, and no others than it has', async () => {
      const everywhere = await makeToken(both({ locales: null }));
      expect(everywhere.permissions).toMatchObject([{ properties: { locales: null } }, { properties: { locales: null } }]);
      expect(await reach(everywhere.client)).toEqual({ reads: ['en', 'fr'], writes: ['en', 'fr'] });
      expect(await reach((await makeToken(both({ locales: ['fr'] }))).client)).toEqual({ reads: ['fr'], writes: ['fr'] });
      expect(await reach((await makeToken(both({}))).client)).toEqual({ reads: [], writes: [] });
    });

    it('does no more than an editor or author by default', async () => {
      for (const role of [EDITOR, EDITOR + 1]) {
        const { client } = await makePerson(role, managing);
        const given = (await admin.get(`/admin/roles/${role}/permissions`).expect(200)).body.data.filter(({ subject }: any) => subject === STORY);
        expect(given.length).toBeGreaterThan(0);
        const permissions = given.map(({ action, subject, properties }: any) => ({ action, subject, properties }));
        const token = await makeToken(permissions, client);
        expect(await reach(token.client)).toEqual(await reach(client));
        const inBoth = permissions.map(({ properties, ...rest }: any) => ({ ...rest, properties: { ...properties, locales: ['en', 'fr'] } }));
        const { body } = await client.post('/admin-tokens', { name: newName(), adminPermissions: inBoth }).expect(400);
        expect(body.error.message).toContain(`${explorer('read')} on ${STORY} (locales: en, fr)`);
      }
    });
  });

  it('generates values for fields only of types that it writes', async () => {
    const { client } = await makeToken([{ action: explorer('create'), subject: STORY, properties: { locales: null } }]);
    const ask = (contentTypeUID: string, field: string) =>
      client.post('/content-manager/uid/generate?locale=en', { contentTypeUID, field, data: { title: 'A Story' } });
    expect((await ask(STORY, 'slug').expect(200)).body.data).toBe('a-story');
    await client.post('/content-manager/uid/check-availability?locale=en', { contentTypeUID: STORY, field: 'slug', value: 'free' }).expect(200);
    await ask(ARTICLE, 'slug').expect(403);
    const reader = await makeToken([{ action: explorer('read'), subject: STORY, properties: { locales: null } }]);
    await reader.client.post('/content-manager/uid/generate?locale=en', { contentTypeUID: STORY, field: 'slug', data: {} }).expect(403);
  });

  it('does not pass a policy of a project’s own, of which nobody knows what it asks for', async () => {
    await admin.get('/guarded').expect(200);
    const all = [...(await admin.get('/admin/permissions').expect(200)).body.data.sections.settings].map(({ action }: any) => ({ action }));
    await (await makeToken(all)).client.get('/guarded').expect(403);
    await (await makeToken([])).client.get('/guarded').expect(403);
  });

  it.each([
    ['revoked', (id: number) => admin.delete(`/admin-tokens/${id}`)],
    ['narrowed', (id: number) => admin.put(`/admin-tokens/${id}`, { adminPermissions: [] })],
  ])('that is %s while a password is hashed does not set it', async (_, take) => {
    const person = await makePerson(await makeRole([]));
    const token = await makeToken([{ action: 'admin::users.update' }, ...MANAGE]);
    const setting = token.client.put(`/admin/users/${person.id}`, { password: 'Correct-horse-9-slowly' }).then(({ status }) => status);
    await sleep(500);
    await take(token.id).expect(200);
    expect(await setting).toBe(403);
    await token.client.put(`/admin/users/${person.id}`, { firstname: 'X' }).expect((response) => expect([401, 403]).toContain(response.status));
  });

  describe('whose role is changed', () => {
    const read = (fields: string[]) => ({ action: explorer('read'), subject: ARTICLE, properties: { fields }, conditions: [] as string[] });

    it('keeps what the role keeps where the project rewrites it at start, and loses what it loses', async () => {
      const kept = await makeRole([read(['title']), { action: 'admin::users.read' }]);
      const token = await makeToken([read(['title']), { action: 'admin::users.read' }], (await makePerson(kept)).client);
      const wider = inForm([read(['title', 'body']), { action: 'admin::roles.read' }, ...MANAGE]);
      await host.restart({ ROLES_AT_START: JSON.stringify([{ role: kept, permissions: wider }]) });
      await sleep(2500);
      expect(await stored(token.id)).toEqual([{ action: explorer('read'), properties: { fields: ['title'] }, conditions: [] }]);
      await setRole(kept, [read(['title', 'body']), { action: 'admin::users.read' }]);
      await token.client.get('/admin/users').expect(403);
      await token.client.get(`/content-manager/collection-types/${ARTICLE}`).expect(200);
      await host.restart({ ROLES_AT_START: '[]' });
      await token.client.get(`/content-manager/collection-types/${ARTICLE}`).expect(200);
    });

    it('loses what it lost in a process that ended at once', async () => {
      const role = await makeRole([{ action: 'admin::users.read' }]);
      const token = await makeToken([{ action: 'admin::users.read' }], (await makePerson(role)).client);
      await host.restart({ ROLES_AT_START: JSON.stringify([{ role, permissions: inForm(MANAGE) }]) });
      await host.restart({ ROLES_AT_START: '[]' });
      await setRole(role, [{ action: 'admin::users.read' }]);
      await token.client.get('/admin/users').expect(403);
    });
  });

  it('goes on after a start without the plugin, with its table and role permissions as documented', async () => {
    const content = (await admin.post('/api-tokens', { name: newName(), type: 'read-only' }).expect(201)).body.data;
    const token = await makeToken([{ action: 'admin::users.read' }]);
    await host.restart({ API_TOKENS_ENABLED: 'false' });
    await host.as(content.accessKey).get('/api/articles').expect(401);
    await host.restart({ API_TOKENS_ENABLED: 'true' });
    await host.as(content.accessKey).get('/api/articles').expect(200);
    await token.client.get('/admin/users').expect(200);
  });
});
