import type { PermissionLimit } from './grant/permission-limit';
import type { AdminPermission, Host, Id, Row } from './host';
import { permissionService } from './permission-service';
import type { Owner } from './token/owner';

/** The role code of those who may do everything (Strapi's). */
export const SUPER_ADMIN = 'strapi-super-admin';

/** The people that admin tokens act for, and what they may do at this moment. Reads join a running transaction. */
export interface Owners {
  /** By id, with their roles and all that a project has added to people, without their secrets. */
  find(ids: readonly Id[]): Promise<Map<Id, Owner>>;
  limitOf(owner: Owner): Promise<PermissionLimit>;
  /** The host's ability (`can(action, subject)`) for these permissions of a token of the owner's, without the rank that the owner may have. */
  abilityOf(owner: Owner, permissions: AdminPermission[]): Promise<any>;
}

/** See {@link Owners}. */
export function createOwners(host: Pick<Host, 'db' | 'service'>): Owners {
  return {
    async find(ids) {
      if (ids.length === 0) return new Map();
      const rows = await host.db.query('admin::user').findMany({ where: { id: { $in: [...new Set(ids)] } }, populate: ['roles'] });
      return new Map(rows.map((row) => [row.id, withoutSecrets(row)]));
    },

    limitOf: async (owner) => (isSuperAdmin(owner) ? 'all' : permissionService(host).findUserPermissions(owner)),

    abilityOf: (owner, permissions) => permissionService(host).engine.generateTokenAbility(permissions, withoutRank(owner)),
  };
}

/** Conditions of a project's own may ask for any attribute but these. */
const SECRETS = ['password', 'resetPasswordToken', 'registrationToken'];

function withoutSecrets(row: Row): Owner {
  const owner = { ...row };
  for (const name of SECRETS) delete owner[name];
  return owner as Owner;
}

/** Whether a person, read with roles, is a super admin. */
export function isSuperAdmin({ roles }: Owner): boolean {
  return (roles ?? []).some(({ code }) => code === SUPER_ADMIN);
}

/** What a person is called. */
export function labelOf({ firstname, lastname, username, email }: Owner): string {
  return [firstname, lastname].filter(Boolean).join(' ') || String(username || email);
}

/** Strapi gives a super admin every locale, whatever the permissions say. A token of theirs has those of its own. */
function withoutRank(owner: Owner): Owner {
  return { ...owner, roles: owner.roles?.filter(({ code }) => code !== SUPER_ADMIN) };
}
