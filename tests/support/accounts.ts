import type { Client, TestCms } from './cms';

/** A person who can log in. */
export interface Person {
  id: number;
  email: string;
  password: string;
}

/** Makes a role that grants `actions`, and answers with its id. */
export async function makeRole(admin: Client, name: string, actions: string[]): Promise<number> {
  const { body } = await admin.post('/admin/roles', { name, description: `${name} role` }).expect(201);
  await setRole(admin, body.data.id, actions);
  return body.data.id;
}

/** Sets what a role grants. */
export async function setRole(admin: Client, id: number, actions: string[]): Promise<void> {
  const permissions = actions.map((action) => ({ action, subject: null, conditions: [], properties: {} }));
  await admin.put(`/admin/roles/${id}/permissions`, { permissions }).expect(200);
}

/** Invites a person into `roles` and lets them register. */
export async function makePerson(cms: Pick<TestCms, 'as'>, admin: Client, firstname: string, roles: number[]): Promise<Person> {
  const email = `${firstname.toLowerCase()}@example.com`;
  const password = 'Correct-horse-2';
  const { body } = await admin.post('/admin/users', { firstname, lastname: 'Test', email, roles }).expect(201);
  const { id, registrationToken } = body.data;
  await cms.as().post('/admin/register', { registrationToken, userInfo: { firstname, lastname: 'Test', password } }).expect(200);
  return { id, email, password };
}
