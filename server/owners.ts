import type { Owner } from './token/owner';
import type { PermissionLimit } from './grant/permission-limit';
import type { Host, Id, Row } from './host';
import { permissionService } from './permission-service';

/** The role code of those who may do everything (Strapi's). */
export const SUPER_ADMIN = 'strapi-super-admin';

/** Attributes of a person that nobody needs in memory. */
const SECRETS = ['password', 'resetPasswordToken', 'registrationToken'];

/** The people that admin tokens act for, and what they may do at this moment. Reads join a running transaction. */
export interface Owners {
  /** By id, with their roles, without their secrets. */
  find(ids: readonly Id[]): Promise<Map<Id, Owner>>;
  limitOf(owner: Owner): Promise<PermissionLimit>;
}

/** See {@link Owners}. A host without accounts has none. */
export function createOwners(host: Pick<Host, 'db' | 'service' | 'contentTypes'>): Owners {
  return {
    async find(ids) {
      if (ids.length === 0 || !('admin::user' in host.contentTypes)) return new Map();
      const rows = await host.db.query('admin::user').findMany({ where: { id: { $in: [...new Set(ids)] } }, populate: ['roles'] });
      return new Map(rows.map((row) => [row.id, withoutSecrets(row)]));
    },

    limitOf: async (owner) => (isSuperAdmin(owner) ? 'all' : permissionService(host).findUserPermissions(owner)),
  };
}

/** Whether a person, read with roles, is a super admin. */
export function isSuperAdmin({ roles }: Owner): boolean {
  return (roles ?? []).some(({ code }) => code === SUPER_ADMIN);
}

/** What a person is called. */
export function labelOf({ firstname, lastname, username, email }: Owner): string {
  return [firstname, lastname].filter(Boolean).join(' ') || String(username || email);
}

function withoutSecrets(row: Row): Owner {
  const owner = { ...row };
  for (const name of SECRETS) delete owner[name];
  return owner as Owner;
}
