import type { PermissionLimit } from '../grant/permission-limit';
import type { AdminPermission, Host, Id, Row } from '../host';
import { permissionService } from './permission-service';
import type { Owner } from '../token/owner';

/** The code of the super admin role (Strapi's). */
export const SUPER_ADMIN = 'strapi-super-admin';

/** The people that admin tokens act for, and what they can currently do. Reads join a running transaction. */
export interface Owners {
  /** People by id, with their roles and any attributes that a project has added, but without secrets. */
  find(ids: readonly Id[]): Promise<Map<Id, Owner>>;
  /** The person with this address, as from {@link find}; null if there is none. */
  findByEmail(email: string): Promise<Owner | null>;
  /** Whether there is any account. */
  hasAny(): Promise<boolean>;
  limitOf(owner: Owner): Promise<PermissionLimit>;
  /** The host's ability (`can(action, subject)`) for these permissions of one of the owner's tokens, without the owner's rank. */
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

    async findByEmail(email) {
      const [row] = await host.db.query('admin::user').findMany({ where: { email: email.toLowerCase() }, populate: ['roles'], limit: 1 });
      return row === undefined ? null : withoutSecrets(row);
    },

    hasAny: async () => (await host.db.query('admin::user').count()) > 0,

    limitOf: async (owner) => (isSuperAdmin(owner) ? 'all' : permissionService(host).findUserPermissions(owner)),

    abilityOf: (owner, permissions) => permissionService(host).engine.generateTokenAbility(permissions, withoutRank(owner)),
  };
}

/** Attributes that a project's own conditions cannot use. */
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

/** A person's display name. */
export function labelOf({ firstname, lastname, username, email }: Owner): string {
  return [firstname, lastname].filter(Boolean).join(' ') || String(username || email);
}

/** Strapi gives a super admin every locale, whatever the permissions say; their tokens only have those in their permissions. */
function withoutRank(owner: Owner): Owner {
  return { ...owner, roles: owner.roles?.filter(({ code }) => code !== SUPER_ADMIN) };
}
