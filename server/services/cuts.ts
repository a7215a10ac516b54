import { effectivePermissions, grants, narrowToLimit, type PermissionLimit } from '../grant/permission-limit';
import type { AdminPermission, Id, Row } from '../host';
import { CREATE_CONTENT, isMadeByToken, type Standings } from './standings';
import type { Tokens } from './tokens';

type StoredPermission = AdminPermission & { id: Id };

/**
 * Takes from tokens for good what those that hold them have lost: giving it back to an owner or a maker does not give it back to the
 * token. Only inside a transaction that moves the revision.
 */
export interface Cuts {
  /** From all tokens, what their owners may no longer do. */
  toOwners(): Promise<void>;
  /** From the tokens that this one has made, and those that they have, what it may no longer do. */
  below(row: Row): Promise<void>;
  /** Deletes the tokens of users, and what these have made. */
  removeOwnedBy(userIds: Id[]): Promise<void>;
}

/** See {@link Cuts}. */
export function createCuts(tokens: Tokens, standings: Standings): Cuts {
  /** Makers have smaller ids than what they make. */
  const byAge = (rows: Row[]) => [...rows].sort((a, b) => Number(a.id) - Number(b.id));

  /** Cuts `rows`, and ends those of `made` whose maker lost the right to make them. `left` holds what other makers may do. */
  async function cut(rows: Row[], made: Row[], left: Map<Id, PermissionLimit>): Promise<void> {
    const makers = new Set([...rows, ...made].filter(isMadeByToken).map(({ madeById }) => madeById));
    const owners = new Map<Id, PermissionLimit>();
    const gone: Id[] = [];
    const changed: Row[] = [];

    async function ceilingOver({ adminUserOwner: { id } }: Row): Promise<PermissionLimit> {
      if (!owners.has(id)) owners.set(id, await standings.ceilingOfUser(id));
      return owners.get(id)!;
    }

    for (const row of byAge(rows)) {
      const ceiling = isMadeByToken(row) ? left.get(row.madeById) ?? [] : await ceilingOver(row);
      const kept: AdminPermission[] = [];
      let isChanged = false;
      for (const permission of row.permissions as StoredPermission[]) {
        const cutDown = narrowToLimit(permission, ceiling);
        isChanged ||= cutDown !== permission;
        if (cutDown === null) gone.push(permission.id);
        else kept.push(cutDown);
        if (cutDown !== null && cutDown !== permission) await tokens.narrow(permission.id, cutDown);
      }
      if (isChanged) changed.push(row);
      if (makers.has(row.id)) left.set(row.id, effectivePermissions(kept, ceiling));
    }
    await tokens.removePermissions(gone);
    await tokens.touch(changed);
    const ended = made.filter(({ madeById }) => !mayMakeContent(left.get(madeById) ?? []));
    if (ended.length > 0) await tokens.touch(ended, { expiresAt: new Date() });
  }

  return {
    async toOwners() {
      const { rows } = await tokens.list('admin', { adminUserOwner: { id: { $notNull: true } } }, null);
      const { rows: made } = await tokens.list('content-api', { madeByType: 'admin-token', $or: stillGoing() }, null);
      await cut(rows, made, new Map());
    },

    async below(row) {
      const standing = await standings.of(row);
      const rows: Row[] = [];
      const content: Row[] = [];
      for (let makers = [row.id]; makers.length > 0;) {
        const made = await tokens.madeBy(makers);
        rows.push(...made.filter(({ kind }) => kind === 'admin'));
        content.push(...made.filter(({ kind, expiresAt }) => kind !== 'admin' && (expiresAt === null || new Date(expiresAt) > new Date())));
        makers = made.filter(({ kind }) => kind === 'admin').map(({ id }) => id);
      }
      await cut(rows, content, new Map([[row.id, standing?.permissions ?? []]]));
    },

    async removeOwnedBy(userIds) {
      if (userIds.length === 0) return;
      const { rows } = await tokens.list('admin', { adminUserOwner: { id: { $in: userIds } } }, null);
      await tokens.remove(rows);
    },
  };
}

/** What has ended keeps the time of its end. */
function stillGoing(): object[] {
  return [{ expiresAt: { $null: true } }, { expiresAt: { $gt: new Date() } }];
}

function mayMakeContent(ceiling: PermissionLimit): boolean {
  return ceiling === 'all' || grants(ceiling, CREATE_CONTENT);
}
