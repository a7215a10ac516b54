import type { AdminToken, ContentApiToken, KeyAccess, ListResponse, TokenState, TokenSummary } from '../contract';
import type { Host, Row } from '../host';
import type { Page } from '../input/list-query';
import { decryptKey } from '../key/encryption';
import { hashKey } from '../key/hash-key';
import type { Settings } from '../settings';
import type { LastUse } from './last-use';

/** Turns stored tokens into what the admin API answers. */
export interface TokenPresenter {
  contentApiToken(row: Row): ContentApiToken;
  contentApiTokens(rows: Row[]): ContentApiToken[];
  adminToken(row: Row): AdminToken;
  /** The key of a token, where it can be decrypted, is one under the present salt, and the caller may see it. */
  keyAccess(row: Row, mayReveal: boolean): KeyAccess;
}

/** See {@link TokenPresenter}. What is shown includes uses that are not written yet. */
export function createTokenPresenter(
  host: Pick<Host, 'contentAPI'>,
  { encryptionKey, salt }: Pick<Settings, 'encryptionKey' | 'salt'>,
  lastUse: LastUse,
): TokenPresenter {
  function summary(row: Row): TokenSummary {
    const used = Math.max(toTime(row.lastUsedAt), lastUse.pending(row.id) ?? 0);
    return {
      id: row.id,
      name: row.name,
      description: row.description ?? '',
      hint: row.hint ?? null,
      lifespan: row.lifespan === null || row.lifespan === undefined ? null : String(row.lifespan),
      expiresAt: toIso(row.expiresAt),
      // What is known of a broken one is that it is denied, as after its end.
      state: row.broken === true ? 'expired' : stateOf(row),
      lastUsedAt: used === 0 ? null : new Date(used).toISOString(),
      createdAt: toIso(row.createdAt)!,
      updatedAt: toIso(row.updatedAt)!,
      createdBy: row.madeByType ? { type: row.madeByType, id: row.madeById, label: row.madeByLabel } : null,
      ...(row.broken === true && { broken: true }),
    };
  }

  function contentApiTokens(rows: Row[]): ContentApiToken[] {
    // The host puts its catalogue of actions together with every call.
    const known = new Set(host.contentAPI.permissions.providers.action.keys());
    return rows.map((row) => {
      const actions: string[] = row.permissions.map(({ action }: Row) => action);
      return {
        ...summary(row),
        kind: 'content-api',
        type: row.broken === true ? 'custom' : row.type,
        permissions: actions,
        unavailablePermissions: actions.filter((action) => !known.has(action)),
      };
    });
  }

  return {
    contentApiToken: (row) => contentApiTokens([row])[0]!,
    contentApiTokens,

    adminToken(row) {
      const owner = row.adminUserOwner;
      return {
        ...summary(row),
        kind: 'admin',
        adminPermissions: row.permissions.map(({ id, action, actionParameters, subject, properties, conditions }: Row) => ({
          id,
          action,
          actionParameters: actionParameters ?? {},
          subject: subject ?? null,
          properties: properties ?? {},
          conditions: conditions ?? [],
        })),
        adminUserOwner: owner && {
          id: owner.id,
          firstname: owner.firstname ?? null,
          lastname: owner.lastname ?? null,
          username: owner.username ?? null,
          email: owner.email,
        },
      };
    },

    keyAccess(row, mayReveal) {
      const accessKey = mayReveal && encryptionKey !== null && row.encryptedKey
        ? decryptKey(row.encryptedKey, encryptionKey)
        : null;
      // A key that was made under another salt is 401 everywhere.
      const works = accessKey !== null && hashKey(accessKey, salt) === row.accessKey;
      return !works ? { canRevealKey: false } : { canRevealKey: true, accessKey };
    },
  };
}

/** The answer of a list: all of it, or the page that was asked for with where it stands. */
export function listResponse<Token>(data: Token[], total: number, page: Page | null): ListResponse<Token> {
  if (page === null || page.whole) return { data };
  const { page: number, pageSize } = page;
  return { data, meta: { pagination: { page: number, pageSize, pageCount: Math.ceil(total / pageSize), total } } };
}

function toTime(date: string | Date | null | undefined): number {
  return date ? new Date(date).getTime() : 0;
}

function toIso(date: string | Date | null | undefined): string | null {
  return date ? new Date(date).toISOString() : null;
}

const SOON_MS = 7 * 24 * 60 * 60 * 1000;

function stateOf({ expiresAt, adminUserOwner: owner }: Row): TokenState {
  const left = expiresAt === null || expiresAt === undefined ? Infinity : toTime(expiresAt) - Date.now();
  if (left <= 0) return 'expired';
  if (owner && (owner.isActive !== true || owner.blocked === true)) return 'owner-deactivated';
  return left <= SOON_MS ? 'expiring' : 'active';
}
