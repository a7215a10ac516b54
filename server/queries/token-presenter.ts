import type { AdminToken, ContentApiToken, KeyAccess, ListResponse, TokenSummary } from '../contract';
import type { Host } from '../host';
import type { Page } from '../input/list-query';
import { decryptKey } from '../key/encryption';
import { hashKey } from '../key/hash-key';
import type { LastUse } from '../store/last-use';
import type { Owners } from '../owners';
import type { Settings } from '../settings';
import type { Owner } from '../token/owner';
import type { TokenRecord } from '../token/token-record';
import { stateOf } from '../token/token-state';

/** Turns stored tokens into what the admin API answers. */
export interface TokenPresenter {
  contentApiToken(token: TokenRecord): ContentApiToken;
  contentApiTokens(tokens: TokenRecord[]): ContentApiToken[];
  adminToken(token: TokenRecord): Promise<AdminToken>;
  adminTokens(tokens: TokenRecord[]): Promise<AdminToken[]>;
  /** The key of a token, where it can be decrypted, is one under the present salt, and the caller may see it. */
  keyAccess(token: TokenRecord, mayReveal: boolean): KeyAccess;
}

/** See {@link TokenPresenter}. What is shown includes uses that are not written yet. */
export function createTokenPresenter(
  host: Pick<Host, 'contentAPI'>,
  { encryptionKey, salt }: Pick<Settings, 'encryptionKey' | 'salt'>,
  owners: Owners,
  lastUse: LastUse,
): TokenPresenter {
  function summary(token: TokenRecord, owner: Owner | null): TokenSummary {
    const used = Math.max(token.key?.lastUsedAt ?? 0, lastUse.pending(token.id) ?? 0);
    const { isBroken } = token;
    return {
      id: token.id,
      name: token.name,
      description: token.description,
      hint: token.key?.hint ?? null,
      lifespan: token.lifespan === null ? null : String(token.lifespan),
      expiresAt: isBroken || token.expiresAt === null ? null : toIso(token.expiresAt),
      state: stateOf(token, owner, Date.now()),
      lastUsedAt: used === 0 ? null : toIso(used),
      createdAt: isBroken ? null! : toIso(token.createdAt),
      updatedAt: isBroken ? null! : toIso(token.updatedAt),
      createdBy: token.madeBy,
      ...(isBroken && { broken: true }),
    };
  }

  function contentApiTokens(tokens: TokenRecord[]): ContentApiToken[] {
    // The host puts its catalogue of actions together with every call.
    const known = new Set(host.contentAPI.permissions.providers.action.keys());
    return tokens.map((token) => {
      const actions = token.permissions.map(({ action }) => action);
      return {
        ...summary(token, null),
        kind: 'content-api',
        type: token.type ?? 'custom',
        permissions: actions,
        unavailablePermissions: actions.filter((action) => !known.has(action)),
      };
    });
  }

  async function adminTokens(tokens: TokenRecord[]): Promise<AdminToken[]> {
    const people = await owners.find(tokens.flatMap(({ ownerId }) => ownerId ?? []));
    return tokens.map((token) => {
      const owner = token.ownerId === null ? null : people.get(token.ownerId) ?? null;
      return {
        ...summary(token, owner),
        kind: 'admin',
        adminPermissions: token.permissions,
        adminUserOwner: owner && ownerOf(owner),
      };
    });
  }

  return {
    contentApiToken: (token) => contentApiTokens([token])[0]!,
    contentApiTokens,
    adminToken: async (token) => (await adminTokens([token]))[0]!,
    adminTokens,

    keyAccess({ key, isBroken }, mayReveal) {
      const accessKey = mayReveal && !isBroken && encryptionKey !== null && key?.encryptedKey ? decryptKey(key.encryptedKey, encryptionKey) : null;
      // A key that was made under another salt is 401 everywhere.
      const works = accessKey !== null && hashKey(accessKey, salt) === key!.hash;
      return !works ? { canRevealKey: false } : { canRevealKey: true, accessKey };
    },
  };
}

/** What is shown of a token's owner. */
function ownerOf({ id, firstname, lastname, username, email }: Owner): NonNullable<AdminToken['adminUserOwner']> {
  return {
    id,
    firstname: firstname ?? null,
    lastname: lastname ?? null,
    username: username ?? null,
    email: email!,
  };
}

/** The answer of a list: all of it, or the page that was asked for with where it stands. */
export function listResponse<Token>(data: Token[], total: number, page: Page | null): ListResponse<Token> {
  if (page === null || page.whole) return { data };
  const { page: number, pageSize } = page;
  return { data, meta: { pagination: { page: number, pageSize, pageCount: Math.ceil(total / pageSize), total } } };
}

function toIso(time: number): string {
  return new Date(time).toISOString();
}
