import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Koa from 'koa';
import pino from 'pino';
import supertest from 'supertest';
import { adminContentTypes } from '../../../cms/admin/content-types';
import { type AdminModule, createAdmin } from '../../../cms/admin/create-admin';
import { createAuth } from '../../../cms/auth';
import type { Cms } from '../../../cms/cms';
import type { ContentType } from '../../../cms/content-type';
import type { SqlDatabase } from '../../../cms/database/create-database';
import { mountRoutes } from '../../../cms/http/mount-routes';
import { respondErrors } from '../../../cms/http/respond-errors';
import type { AdminPermission, Row } from '../../../server/host';
import { createTestDatabase, type DialectName, dialectsUnderTest, quietLog } from '../../support/database';

/** The password of every user that a test makes. */
export const PASSWORD = 'Correct-Horse-1';

/** A content type with actions on it, so that subjects and fields can be granted. */
const story: ContentType = {
  uid: 'api::story.story',
  kind: 'collectionType',
  collectionName: 'stories',
  info: { singularName: 'story', pluralName: 'stories', displayName: 'Story' },
  attributes: { title: { type: 'string' }, body: { type: 'text' } },
};

/** The action that is granted on {@link story}. */
export const EDIT_STORY = 'plugin::desk.story.edit';

/** The admin API alone, on a database of its own. */
export interface AdminServer {
  db: SqlDatabase;
  admin: AdminModule;
  /** Requests without credentials. */
  agent: ReturnType<typeof supertest>;
  /** One request as the holder of this bearer token. */
  as(token: string): Record<'get' | 'post' | 'put' | 'delete', (path: string) => supertest.Test>;
  /** Registers the first admin. */
  registerFirst(): Promise<{ token: string; user: Row }>;
  /** Makes a role with these permissions. */
  makeRole(name: string, permissions: Array<AdminPermission | string>): Promise<Row>;
  /** Makes a user who can log in, with these roles, and logs in. */
  makeUser(email: string, roles: Row[]): Promise<{ token: string; user: Row }>;
  login(email: string, password?: string): supertest.Test;
  /** A bearer token that acts like an admin token of `owner` with these permissions. */
  makeToken(owner: Row, permissions: Array<AdminPermission | string>): string;
  /** Revokes a token of {@link makeToken}, or changes what it may do. */
  endToken(token: string): void;
  narrowToken(token: string, permissions: string[]): void;
  superAdminRole(): Promise<Row>;
  stop(): Promise<void>;
}

/** Starts an {@link AdminServer} whose Editor role may do `editorActions`. */
export async function startAdminServer(dialect: DialectName, editorActions: string[] = []): Promise<AdminServer> {
  const contentTypes = [...adminContentTypes, story];
  const db = await createTestDatabase(dialect, contentTypes);
  const auth = createAuth();
  const cms = {
    db, auth, log: quietLog, routes: [],
    contentTypes: Object.fromEntries(contentTypes.map((type) => [type.uid, type])),
    config: { get: (path: string) => (path === 'admin.auth.secret' ? 'a secret of more than thirty-two characters' : undefined) },
  } as unknown as Cms;
  const admin = createAdmin({ ...cms, db }, { editorActions });
  const tokens = new Map<string, { owner: Row; permissions: AdminPermission[] }>();
  await admin.permissionService.actionProvider.registerMany([
    {
      section: 'contentTypes', displayName: 'Edit', uid: 'story.edit', pluginName: 'desk', subjects: [story.uid],
      options: { applyToProperties: ['fields'] },
    } as never,
    { section: 'plugins', displayName: 'Open', uid: 'desk.open', pluginName: 'desk' },
  ]);
  await admin.seed();
  auth.register('admin', admin.strategy);
  // Does what an admin token's strategy does, whatever plugin it comes from.
  auth.register('admin', {
    name: 'api-tokens-admin',
    async authenticate(ctx) {
      const token = tokens.get(String(ctx.get('authorization')).replace(/^Bearer /, ''));
      if (!token) return { authenticated: false };
      const ability = await admin.permissionService.engine.generateTokenAbility(token.permissions, token.owner as { id: number });
      const tokenId = String(ctx.get('authorization')).replace(/^Bearer /, '');
      Object.assign(ctx.state, { user: token.owner, userAbility: ability });
      return { authenticated: true, credentials: { tokenId, permissions: token.permissions }, ability };
    },
    reload: async (tokenId) => tokens.get(String(tokenId)) ?? null,
  });
  cms.routes.push(...admin.routeSets[0]!.routes.map((route) => ({ ...route, type: 'admin' as const, owner: 'admin', fullPath: `/admin${route.path}` })));

  const app = new Koa();
  // So that a test can come from elsewhere, or by HTTPS.
  app.proxy = true;
  app.use(respondErrors(pino({ level: 'error' })));
  app.use(mountRoutes(cms, admin.policies));
  const server: Server = createServer(app.callback());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const login = (email: string, password = PASSWORD) => supertest(url).post('/admin/login').send({ email, password });
  const complete = (permission: AdminPermission | string): AdminPermission => {
    const { action, ...rest } = typeof permission === 'string' ? { action: permission } : permission;
    return { action, actionParameters: {}, subject: null, properties: {}, conditions: [], ...rest };
  };

  return {
    db,
    admin,
    agent: supertest(url),
    as: (token) => {
      const call = (method: 'get' | 'post' | 'put' | 'delete') => (path: string) => supertest(url)[method](path).set('Authorization', `Bearer ${token}`);
      return { get: call('get'), post: call('post'), put: call('put'), delete: call('delete') };
    },
    async registerFirst() {
      const { body } = await supertest(url).post('/admin/register-admin')
        .send({ email: 'first@example.com', firstname: 'First', lastname: 'Admin', password: PASSWORD }).expect(200);
      return body.data;
    },
    async makeRole(name, permissions) {
      const role = await db.query('admin::role').create({ data: { name, code: name.toLowerCase() } });
      await db.query('admin::permission').createMany({ data: permissions.map((permission) => ({ ...complete(permission), role: role['id'] })) });
      return role;
    },
    async makeUser(email, roles) {
      const { body: { data } } = await supertest(url).post('/admin/login').send({ email: 'first@example.com', password: PASSWORD }).expect(200);
      const invited = await supertest(url).post('/admin/users').set('Authorization', `Bearer ${data.token}`)
        .send({ email, firstname: 'Some', lastname: 'Body', roles: roles.map((role) => role['id']) }).expect(201);
      const registered = await supertest(url).post('/admin/register')
        .send({ registrationToken: invited.body.data.registrationToken, userInfo: { firstname: 'Some', lastname: 'Body', password: PASSWORD } })
        .expect(200);
      return registered.body.data;
    },
    login,
    makeToken(owner, permissions) {
      const token = `token-${tokens.size + 1}`;
      tokens.set(token, { owner, permissions: permissions.map(complete) });
      return token;
    },
    endToken: (token) => void tokens.delete(token),
    narrowToken: (token, permissions) => void tokens.set(token, { owner: tokens.get(token)!.owner, permissions: permissions.map(complete) }),
    superAdminRole: async () => (await db.query('admin::role').findOne({ where: { code: 'strapi-super-admin' } }))!,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await db.drop();
    },
  };
}

/** Describes the same behaviour on each database under test, with an admin server that starts anew for every test. */
export function describeAdmin(title: string, tests: (server: () => AdminServer) => void, editorActions?: string[]): void {
  describe.each(dialectsUnderTest())(`${title} (%s)`, (dialect) => {
    let server: AdminServer;
    beforeEach(async () => {
      server = await startAdminServer(dialect, editorActions);
    });
    afterEach(() => server.stop());
    tests(() => server);
  });
}
