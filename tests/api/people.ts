import { makePerson, makeRole } from '../support/accounts';
import type { AdminPermission } from '../../server/host';
import { permissionsOf, type Wanted } from '../support/admin-token';
import type { Client } from '../support/cms';
import { logIn, type Api } from './api-suite';

/** A person with a role of their own. */
export interface Person {
  id: number;
  roleId: number;
  client: Client;
  email: string;
  password: string;
}

let people = 0;

/** Makes a person whose role grants `wanted`, and logs them in. */
export async function makeOwner(api: Api, wanted: Wanted[]): Promise<Person> {
  people += 1;
  const roleId = await makeRole(api.admin, `Role ${people}`, []);
  await grant(api, roleId, wanted);
  const person = await makePerson(api.host, api.admin, `Person${people}`, [roleId]);
  return { ...person, roleId, client: api.host.as(await logIn(api.host, person)) };
}

/** Makes another super admin, and logs them in. */
export async function makeSuperAdmin(api: Api): Promise<Person> {
  people += 1;
  const roleId = await superAdminRole(api);
  const person = await makePerson(api.host, api.admin, `Super${people}`, [roleId]);
  return { ...person, roleId, client: api.host.as(await logIn(api.host, person)) };
}

/** The id of the super admins' role. */
export async function superAdminRole(api: Api): Promise<number> {
  const { body } = await api.admin.get('/admin/roles').expect(200);
  return body.data.find(({ code }: { code: string }) => code === 'strapi-super-admin').id;
}

/** Sets what a role grants. */
export async function grant(api: Api, roleId: number, wanted: Wanted[]): Promise<void> {
  const permissions = permissionsOf(wanted).map(({ actionParameters: _, ...permission }) => permission);
  await api.admin.put(`/admin/roles/${roleId}/permissions`, { permissions }).expect(200);
}

/** An admin token as it is answered when it is made. */
export interface MadeAdminToken {
  id: number;
  name: string;
  accessKey: string;
  adminPermissions: AdminPermission[];
  expiresAt: string | null;
}

/** Makes an admin token of the owner's that may do `wanted`. */
export async function makeToken(api: Api, owner: Client, wanted: Wanted[] = [], more: object = {}): Promise<MadeAdminToken> {
  const { body } = await owner.post(api.path('/admin-tokens'), { name: api.newName(), adminPermissions: permissionsOf(wanted), ...more })
    .expect(201);
  return body.data;
}
