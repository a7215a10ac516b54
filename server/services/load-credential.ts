import { adminCredential, contentCredential, type Credential } from '../admission/credential';
import type { LoadCredential } from '../authenticator';
import type { Host } from '../host';
import { toOwner, type Owner } from '../token/owner';
import type { TokenRecord } from '../token/token-record';
import { permissionService } from './permission-service';
import { readTokens } from './read-tokens';
import { SUPER_ADMIN, type Standings } from './standings';

/** What is read of a token. */
interface StoredToken extends TokenRecord {
  broken?: true;
  accessKey: string;
  adminUserOwner: Owner | null;
}

/** With all dates, so that a token that is shown as broken is denied. */
const COLUMNS = [
  'id', 'kind', 'name', 'description', 'type', 'lifespan', 'expiresAt', 'lastUsedAt', 'createdAt', 'updatedAt', 'accessKey', 'madeByType', 'madeById',
];
/** Hashes that one statement asks for; databases limit how many values a statement may bind. */
const HASHES_AT_ONCE = 500;

/**
 * Reads who a key's hash stands for. An admin token's permissions are cut down to its owner's here, so what this makes is true
 * until a token, owner or role changes (see {@link Standings}). An admin token without an owner, and a token that cannot be read
 * whole, stand for nobody.
 *
 * Hashes that are asked for in one turn of the event loop are read by one statement: a flood of keys that nobody knows then costs
 * the database little more than a single one, and leaves its connections to others.
 */
export function createLoadCredential(host: Pick<Host, 'db' | 'service'>, standings: Standings): LoadCredential {
  let batch: { hashes: string[]; tokens: Promise<Map<string, StoredToken>> } | null = null;
  /** Each action's name once: many tokens name the same ones, and every row brings its own copy of the text. */
  const actionNames = new Map<string, string>();

  function startBatch() {
    const hashes: string[] = [];
    const tokens = new Promise(setImmediate).then(() => {
      batch = null;
      return tokensByHash(hashes);
    });
    return { hashes, tokens };
  }

  async function tokensByHash(hashes: string[]): Promise<Map<string, StoredToken>> {
    const tokens = new Map<string, StoredToken>();
    for (let start = 0; start < hashes.length; start += HASHES_AT_ONCE) {
      const rows = await readTokens(host.db, {
        select: COLUMNS,
        where: { accessKey: { $in: hashes.slice(start, start + HASHES_AT_ONCE) } },
        // Conditions may ask for the owner's roles.
        populate: { permissions: true, adminUserOwner: { populate: ['roles'] } },
      }) as StoredToken[];
      for (const row of rows) {
        for (const permission of row.permissions) permission.action = nameOf(permission.action);
        tokens.set(row.accessKey, row);
      }
    }
    return tokens;
  }

  function nameOf(action: string): string {
    const known = actionNames.get(action);
    if (known === undefined) actionNames.set(action, action);
    return known ?? action;
  }

  async function credentialOf(token: StoredToken): Promise<Credential | null> {
    if (token.broken) return null;
    const standing = await standings.of(token);
    if (standing === null) return null;
    const { permissions, endsAt: expiresAt, owner, makers } = standing;
    if (token.kind === 'content-api') return contentCredential(token, { expiresAt, owner, makers });
    if (token.kind !== 'admin' || !token.adminUserOwner) return null;
    const own = toOwner(token.adminUserOwner);
    const ability = await permissionService(host).engine.generateTokenAbility(permissions, withoutRank(own));
    return adminCredential(token, { expiresAt, owner: own, makers }, { permissions, ability });
  }

  return async function loadCredential(hash) {
    batch ??= startBatch();
    const { hashes, tokens } = batch;
    hashes.push(hash);
    const token = (await tokens).get(hash);
    return token === undefined ? null : credentialOf(token);
  };
}

/** Strapi gives a super admin every locale, whatever the permissions say. A token of theirs has those of its own. */
function withoutRank(owner: Owner): Owner {
  return { ...owner, roles: owner.roles?.filter(({ code }) => code !== SUPER_ADMIN) };
}
