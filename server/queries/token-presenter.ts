import type { AdminToken, ContentApiToken, KeyAccess, ListResponse, TokenSummary } from '../contract';
import type { Host } from '../host';
import type { Page } from '../input/list-query';
import type { Keyring } from '../key/keyring';
import type { LastUse, Use } from '../store/last-use';
import type { TokenRows } from '../store/token-rows';
import type { TokenLimits } from '../token-limits';
import type { Owners } from '../owners/owners';
import type { Owner } from '../token/owner';
import type { CreatedToken, TokenRecord } from '../token/token-record';
import { type Life, stateOf } from '../token/token-state';
import type { LivesOf } from './lives';

type PresentedToken = TokenRecord | CreatedToken;

/** Converts stored tokens to their form in the admin API. Their creators are read from `rows`. */
export interface TokenPresenter {
  contentApiToken(rows: TokenRows, token: PresentedToken): Promise<ContentApiToken>;
  contentApiTokens(rows: TokenRows, tokens: TokenRecord[]): Promise<ContentApiToken[]>;
  adminToken(rows: TokenRows, token: PresentedToken): Promise<AdminToken>;
  adminTokens(rows: TokenRows, tokens: TokenRecord[]): Promise<AdminToken[]>;
  /** The key of a token, if it can be decrypted, was hashed with an accepted salt, and the caller may see it. */
  keyAccess(token: TokenRecord, mayReveal: boolean): KeyAccess;
}

/** See {@link TokenPresenter}. Times of last use include those that have not been written yet. */
export function createTokenPresenter(
  host: Pick<Host, 'contentAPI'>,
  keyring: Pick<Keyring, 'decrypt' | 'saltIdOf'>,
  owners: Owners,
  limits: Pick<TokenLimits, 'expiryOf'>,
  livesOf: LivesOf,
  lastUse: Pick<LastUse, 'pending'>,
): TokenPresenter {
  function useOf(key: PresentedToken['key']): Use | null {
    if (key === null) return null;
    const pending = lastUse.pending(key.id);
    if (pending !== undefined && pending.at > (key.lastUsedAt ?? 0)) return pending;
    return key.lastUsedAt === null ? null : { at: key.lastUsedAt, from: key.lastUsedFrom };
  }

  function summary(token: PresentedToken, life: Life): TokenSummary {
    const { isBroken, key, previousKey } = token;
    const now = Date.now();
    const end = limits.expiryOf(token);
    const [current, previous] = [useOf(key), useOf(previousKey)];
    const used = previous !== null && previous.at > (current?.at ?? 0) ? previous : current;
    // Either may have expired since it was read.
    const previousEnd = Math.min(previousKey?.expiresAt ?? 0, end);
    return {
      id: token.id,
      name: token.name,
      description: token.description,
      hint: key?.hint ?? null,
      lifespan: token.lifespan === null ? null : String(token.lifespan),
      expiresAt: isBroken || end === Infinity ? null : toIso(end),
      enabled: token.enabled,
      allowedAddresses: token.allowedAddresses,
      rateLimit: token.rateLimit,
      state: stateOf(token, life, now),
      lastUsedAt: used && toIso(used.at),
      lastUsedFrom: used && used.from,
      previousKey: previousEnd <= now ? null : {
        hint: previousKey!.hint, expiresAt: toIso(previousEnd), lastUsedAt: previous && toIso(previous.at), lastUsedFrom: previous && previous.from,
      },
      createdAt: isBroken ? null! : toIso(token.createdAt),
      updatedAt: isBroken ? null! : toIso(token.updatedAt),
      createdBy: token.madeBy,
      managedBy: token.managedBy,
      ...(isBroken && { broken: true }),
    };
  }

  async function contentApiTokens(rows: TokenRows, tokens: PresentedToken[]): Promise<ContentApiToken[]> {
    const lives = await livesOf(rows, tokens);
    // The host rebuilds its list of actions with every call.
    const known = new Set(host.contentAPI.permissions.providers.action.keys());
    return tokens.map((token) => {
      const actions = token.permissions.map(({ action }) => action);
      return {
        ...summary(token, lives.get(token.id)!),
        kind: 'content-api',
        type: token.type ?? 'custom',
        permissions: actions,
        unavailablePermissions: actions.filter((action) => !known.has(action)),
        restrictions: token.restrictions,
      };
    });
  }

  async function adminTokens(rows: TokenRows, tokens: PresentedToken[]): Promise<AdminToken[]> {
    const lives = await livesOf(rows, tokens);
    const people = await owners.find(tokens.flatMap(({ ownerId }) => ownerId ?? []));
    return tokens.map((token) => {
      const owner = token.ownerId === null ? null : people.get(token.ownerId) ?? null;
      return {
        ...summary(token, lives.get(token.id)!),
        kind: 'admin',
        adminPermissions: token.permissions,
        adminUserOwner: owner && ownerOf(owner),
      };
    });
  }

  return {
    contentApiToken: async (rows, token) => (await contentApiTokens(rows, [token]))[0]!,
    contentApiTokens,
    adminToken: async (rows, token) => (await adminTokens(rows, [token]))[0]!,
    adminTokens,

    keyAccess({ id, key, isBroken }, mayReveal) {
      const accessKey = mayReveal && !isBroken && key?.encryptedKey ? keyring.decrypt(key.encryptedKey, id) : null;
      // A key that was hashed with another salt is rejected everywhere.
      const works = accessKey !== null && keyring.saltIdOf(accessKey, key!.hash) !== null;
      return !works ? { canRevealKey: false } : { canRevealKey: true, accessKey };
    },
  };
}

/** The fields of a token's owner that the API shows. */
function ownerOf({ id, firstname, lastname, username, email }: Owner): NonNullable<AdminToken['adminUserOwner']> {
  return {
    id,
    firstname: firstname ?? null,
    lastname: lastname ?? null,
    username: username ?? null,
    email: email!,
  };
}

/** The response for a list: all of it, or the requested page with its position. */
export function listResponse<Token>(data: Token[], total: number, page: Pick<Page, 'page' | 'pageSize' | 'whole'> | null): ListResponse<Token> {
  if (page === null || page.whole) return { data };
  const { page: number, pageSize } = page;
  return { data, meta: { pagination: { page: number, pageSize, pageCount: Math.ceil(total / pageSize), total } } };
}

function toIso(time: number): string {
  return new Date(time).toISOString();
}
