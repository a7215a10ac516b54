import { randomBytes } from 'node:crypto';
import { decodeJwt } from 'jose';
import { hashKey } from '../../server/key/hash-key';
import { makePerson, makeRole, setRole } from '../support/accounts';
import { makeAdminToken, permissionsOf } from '../support/admin-token';
import { registerFirstAdmin, testVariables, type Client, type TestCms } from '../support/cms';
import { signJwt } from '../support/secrets/sign-jwt';

/** Whether a caller gets in; if not, how it is refused. */
export type Answer = 'in' | 401 | 403;

/** Somebody, or something, that calls the admin API. */
export interface AdminCaller {
  name: string;
  bearer: string | undefined;
  /** The answer on routes that only ask who it is. */
  known: Answer;
  /** The answer on routes for people. */
  session: Answer;
  /** The answer on routes for admin tokens. */
  token: Answer;
  /** The answer on routes that ask for an action. */
  action(action: string): Answer;
}

/** All callers, and what some of them may do set to the route at hand. */
export interface AdminCallers {
  callers: AdminCaller[];
  /** Lets the callers `… exactly …` and `… all but …` do what their names say of `action`; null for a route that needs none. */
  aimAt(action: string | null, or?: string): Promise<void>;
}

type Refusal = Pick<AdminCaller, 'known' | 'session' | 'token' | 'action'>;

const nobody: Refusal = { known: 401, session: 401, token: 401, action: () => 401 };
const token = (action: Answer): Refusal => ({ known: 'in', session: 403, token: 'in', action: () => action });
const person = (action: AdminCaller['action']): Refusal => ({ known: 'in', session: 'in', token: 401, action });

/** What the Editor role may do in a fresh CMS. */
const editorActions = ['api-tokens.access', 'api-tokens.read', 'admin-tokens.access', 'admin-tokens.read'].map((name) => `plugin::api-tokens.${name}`);

/** Makes every kind of caller in a CMS without others than the `first` super admin, who is registered where there is none. */
export async function makeAdminCallers(cms: TestCms, first?: Client): Promise<AdminCallers> {
  const admin = first ?? await registerFirstAdmin(cms);
  const { db, service } = cms.running.cms;
  const allActions = service('admin::permission').actionProvider.keys();
  const roleIdOf = async (code: string) => (await db.query('admin::role').findOne({ where: { code } }))!.id as number;
  const superRole = await roleIdOf('strapi-super-admin');

  async function login(email: string, password: string): Promise<string> {
    return (await cms.as().post('/admin/login', { email, password }).expect(200)).body.data.token;
  }

  async function personWith(firstname: string, roles: number[]) {
    const { id, email, password } = await makePerson(cms, admin, firstname, roles);
    return { id, jwt: await login(email, password) };
  }

  const contentToken = async (type: string, permissions?: string[]) =>
    (await admin.post('/admin/api-tokens', { name: `content ${type}`, type, permissions }).expect(201)).body.data as { id: number; accessKey: string };
  const strongToken = (owner: Client, name: string) => makeAdminToken(owner, name, allActions);

  // Content-API tokens.
  const contentActions = cms.running.cms.contentAPI.permissions.providers.action.keys();
  const readOnly = await contentToken('read-only');
  const fullAccess = await contentToken('full-access');
  const custom = await contentToken('custom', contentActions);
  const imported = { key: randomBytes(128).toString('hex'), ...(await admin.post('/admin/api-tokens', { name: 'imported', type: 'full-access' })).body.data };
  await db.query('plugin::api-tokens.token-key')
    .updateMany({ where: { token: { id: imported.id } }, data: { hash: hashKey(imported.key, testVariables.API_TOKEN_SALT) } });

  // Admin tokens.
  const without = await makeAdminToken(admin, 'without permissions', []);
  const exact = await makeAdminToken(admin, 'exactly the needed permission', []);
  const allBut = await makeAdminToken(admin, 'all but the needed permission', []);
  const expired = await strongToken(admin, 'expired');
  await db.query('plugin::api-tokens.token').update({ where: { id: expired.id }, data: { expiresAt: Date.now() - 1000 } });
  const deleted = await strongToken(admin, 'deleted');
  await admin.delete(`/admin/admin-tokens/${deleted.id}`).expect(200);
  const replaced = await strongToken(admin, 'replaced');
  await admin.post(`/admin/admin-tokens/${replaced.id}/regenerate`).expect(201);

  // People, and the tokens of some who are not there any more.
  const second = await personWith('Second', [superRole]);
  const editor = await personWith('Editor', [await roleIdOf('strapi-editor')]);
  const powerless = await personWith('Powerless', [await makeRole(admin, 'Nothing', [])]);
  const exactRole = await makeRole(admin, 'Exactly the needed action', []);
  const exactPerson = await personWith('Exact', [exactRole]);
  const allButRole = await makeRole(admin, 'All but the needed action', []);
  const allButPerson = await personWith('AllBut', [allButRole]);
  const deactivated = await personWith('Deactivated', [superRole]);
  const tokenOfDeactivated = await strongToken(cms.as(deactivated.jwt), 'of a deactivated owner');
  await admin.put(`/admin/users/${deactivated.id}`, { isActive: false }).expect(200);
  const gone = await personWith('Gone', [superRole]);
  const tokenOfGone = await strongToken(cms.as(gone.jwt), 'of a deleted owner');
  await admin.delete(`/admin/users/${gone.id}`).expect(200);
  const repassworded = await personWith('Repassworded', [superRole]);
  await admin.put(`/admin/users/${repassworded.id}`, { password: 'Another-horse-3' }).expect(200);
  const left = await personWith('Left', [superRole]);
  await cms.as(left.jwt).post('/admin/logout').expect(200);

  const again = await login('ada@example.com', 'Correct-horse-1');
  const claims = decodeJwt(again);
  const now = Math.floor(Date.now() / 1000);

  return {
    callers: [
      { name: 'nobody', bearer: undefined, ...nobody },
      { name: 'a garbage key', bearer: 'garbage', ...nobody },
      { name: 'an unknown key in Strapi\'s form', bearer: 'ab'.repeat(128), ...nobody },

      { name: 'a read-only content token', bearer: readOnly.accessKey, ...nobody },
      { name: 'a full-access content token', bearer: fullAccess.accessKey, ...nobody },
      { name: 'a custom content token with everything', bearer: custom.accessKey, ...nobody },
      { name: 'a content token with a key in Strapi\'s form', bearer: imported.key, ...nobody },

      { name: 'an admin token without permissions', bearer: without.accessKey, ...token(403) },
      { name: 'an admin token with exactly the needed permission', bearer: exact.accessKey, ...token('in') },
      { name: 'an admin token with all but the needed permission', bearer: allBut.accessKey, ...token(403) },
      { name: 'an expired admin token', bearer: expired.accessKey, ...nobody },
      { name: 'a deleted admin token', bearer: deleted.accessKey, ...nobody },
      { name: 'the replaced key of an admin token', bearer: replaced.accessKey, ...nobody },
      { name: 'an admin token of a deactivated owner', bearer: tokenOfDeactivated.accessKey, ...nobody },
      { name: 'an admin token of a deleted owner', bearer: tokenOfGone.accessKey, ...nobody },

      { name: 'the first super admin', bearer: again, ...person(() => 'in') },
      { name: 'a second super admin', bearer: second.jwt, ...person(() => 'in') },
      { name: 'an editor', bearer: editor.jwt, ...person((action) => (editorActions.includes(action) ? 'in' : 403)) },
      { name: 'a person whose role has exactly the needed action', bearer: exactPerson.jwt, ...person(() => 'in') },
      { name: 'a person whose role has all but the needed action', bearer: allButPerson.jwt, ...person(() => 403) },
      { name: 'a person whose role grants nothing', bearer: powerless.jwt, ...person(() => 403) },
      { name: 'a deactivated super admin', bearer: deactivated.jwt, ...nobody },
      { name: 'a deleted super admin', bearer: gone.jwt, ...nobody },
      { name: 'a super admin from before a new password', bearer: repassworded.jwt, ...nobody },
      { name: 'a super admin who has logged out', bearer: left.jwt, ...nobody },
      { name: 'a super admin whose access token has run out', bearer: await signJwt({ ...claims, exp: now - 1 }, testVariables.ADMIN_JWT_SECRET), ...nobody },
      { name: 'a forger of access tokens', bearer: await signJwt({ ...claims, exp: now + 600 }, 'some other secret'), ...nobody },
    ],

    async aimAt(action, or) {
      const others = allActions.filter((each) => each !== action && each !== or);
      await setRole(admin, exactRole, action === null ? [] : [action]);
      await setRole(admin, allButRole, others);
      await admin.put(`/admin/admin-tokens/${exact.id}`, { adminPermissions: action === null ? [] : permissionsOf([action]) }).expect(200);
      await admin.put(`/admin/admin-tokens/${allBut.id}`, { adminPermissions: permissionsOf(others) }).expect(200);
    },
  };
}
