import type { AdminPermission } from '../../server/host';
import type { Client } from './cms';

/** An admin token that a test has made. */
export interface MadeToken {
  id: number;
  accessKey: string;
  expiresAt: string | null;
  adminPermissions: AdminPermission[];
}

/** A permission as clients ask for it: an action alone, or with what narrows it. */
export type Wanted = string | (Partial<AdminPermission> & { action: string });

/** Permissions in full. */
export function permissionsOf(wanted: Wanted[]): AdminPermission[] {
  return wanted.map((each) => ({
    actionParameters: {}, subject: null, properties: {}, conditions: [], ...(typeof each === 'string' ? { action: each } : each),
  }));
}

/** Makes an admin token of the caller's that may do `wanted`. */
export async function makeAdminToken(owner: Client, name: string, wanted: Wanted[], lifespan: number | null = null): Promise<MadeToken> {
  const { body } = await owner.post('/admin/admin-tokens', { name, lifespan, adminPermissions: permissionsOf(wanted) }).expect(201);
  return body.data;
}

/** What a token may do, as it is stored: the actions by name. */
export async function storedActions(admin: Client, id: number): Promise<string[]> {
  const { body } = await admin.get(`/admin/admin-tokens/${id}`).expect(200);
  return body.data.adminPermissions.map(({ action }: AdminPermission) => action).sort();
}
