import type { ImportedToken, StrapiImport } from '../contract';
import { NotFoundError } from '../errors';
import { narrowToLimit } from '../grant/permission-limit';
import type { AdminPermission, Host, Id, Row } from '../host';
import type { Keyring } from '../key/keyring';
import type { Owners } from '../owners/owners';
import { permissionService } from '../owners/permission-service';
import type { Store, WriteScope } from '../store/store';
import type { TokenRows } from '../store/token-rows';
import { endOf } from '../token/events-of-update';
import type { By } from '../token/token-event';
import type { NewKeyRecord, TokenKind, TokenType } from '../token/token-record';

const TOKEN = 'admin::api-token';
const TOKEN_PERMISSION = 'admin::api-token-permission';
const ADMIN_PERMISSION = 'admin::permission';
/** The maximum length of a name (characters). */
const MAX_NAME_LENGTH = 255;
const TYPES: unknown[] = ['read-only', 'full-access', 'custom'] satisfies TokenType[];

/**
 * Copies Strapi's own tokens of both kinds, with their keys, permissions, owners and times, in one transaction. Tokens whose key the plugin already
 * has are skipped, so that an import can be repeated. `deleteOriginals` deletes, in the same transaction, Strapi's copies of tokens that the plugin
 * then has. With `dryRun` it reports what would be done, and writes nothing.
 * @throws {NotFoundError} if the host has no tokens of its own
 */
export type ImportTokens = (by: By, options: { dryRun: boolean; deleteOriginals: boolean }) => Promise<StrapiImport>;

/** What to do with one of Strapi's tokens. */
interface Plan extends ImportedToken {
  row: Row;
  permissions: AdminPermission[];
}

/** See {@link ImportTokens}. */
export function createImportTokens(
  host: Pick<Host, 'db' | 'contentAPI' | 'contentTypes' | 'service'>, store: Store, keyring: Keyring, owners: Pick<Owners, 'find' | 'limitOf'>,
): ImportTokens {
  async function tokensOfStrapi(): Promise<Row[]> {
    if (!hasTokensOfStrapi(host)) throw new NotFoundError('This host has no tokens of its own');
    const type = (host.contentTypes as Record<string, { attributes: object }>)[TOKEN]!;
    // Earlier releases have no admin tokens.
    const relations = ['permissions', 'adminPermissions', 'adminUserOwner'].filter((name) => name in type.attributes);
    return host.db.query(TOKEN).findMany({ populate: relations, orderBy: { id: 'asc' } });
  }

  async function planAll(rows: TokenRows): Promise<Plan[]> {
    const theirs = await tokensOfStrapi();
    const found = await rows.byHashes(theirs.map(({ accessKey }) => String(accessKey)));
    const taken = await takenNames(rows, theirs);
    const known = { content: new Set(host.contentAPI.permissions.providers.action.keys()), admin: new Set(permissionService(host).actionProvider.keys()) };
    const people = await owners.find(theirs.flatMap(({ adminUserOwner }) => adminUserOwner?.id ?? []));
    const hashes = new Set<string>();
    const plans: Plan[] = [];
    for (const row of theirs) {
      const kind: TokenKind = row.kind === 'admin' ? 'admin' : 'content-api';
      const plan = { strapiId: row.id, name: String(row.name), kind, row, permissions: [], lost: [], reason: null };
      const stays = (reason: string) => plans.push({ ...plan, outcome: 'stays', nameHere: null, reason });
      const present = found.get(String(row.accessKey))?.token;
      const owner = people.get(row.adminUserOwner?.id);
      if (present !== undefined) plans.push({ ...plan, outcome: 'present', nameHere: present.name });
      else if (!row.accessKey || hashes.has(row.accessKey)) stays('it has no key, or the key of another token');
      else if (kind === 'admin' && owner === undefined) stays('it has no owner');
      else if (kind === 'content-api' && !TYPES.includes(row.type ?? 'read-only')) stays('its type is unknown');
      else {
        const limit = owner && await owners.limitOf(owner);
        const kept = kind === 'admin'
          ? (row.adminPermissions ?? []).map((permission: Row) => ({ permission, kept: known.admin.has(permission.action) ? narrowToLimit(toPermission(permission), limit!) : null }))
          : (row.type === 'custom' ? row.permissions ?? [] : []).map((permission: Row) => ({ permission, kept: known.content.has(permission.action) ? { action: permission.action } : null }));
        plans.push({
          ...plan,
          outcome: 'imported',
          nameHere: freeName(plan.name, taken),
          permissions: kept.flatMap(({ kept: stored }: { kept: AdminPermission | null }) => stored ?? []),
          lost: kept.flatMap(({ permission, kept: stored }: { permission: Row; kept: unknown }) => (stored === null ? labelOf(permission) : [])),
        });
      }
      hashes.add(row.accessKey);
    }
    return plans;
  }

  /** The names that are already taken, in lower case, since some databases ignore case when they compare names. */
  async function takenNames(rows: TokenRows, theirs: readonly Row[]): Promise<Set<string>> {
    if (theirs.length === 0) return new Set();
    const all = [...await rows.ofKind('content-api'), ...await rows.ofKind('admin')];
    return new Set(all.map(({ name }) => name.toLowerCase()));
  }

  async function copy({ rows, changed, record }: WriteScope, by: By, { row, kind, nameHere, permissions }: Plan): Promise<void> {
    const token = await rows.insert({
      name: nameHere!,
      description: row.description ?? '',
      kind,
      type: kind === 'admin' ? null : row.type ?? 'read-only',
      lifespan: row.lifespan === null || row.lifespan === undefined ? null : Number(row.lifespan),
      expiresAt: timeOf(row.expiresAt),
      createdAt: timeOf(row.createdAt) ?? Date.now(),
      madeBy: by.madeBy,
      ownerId: row.adminUserOwner?.id ?? null,
      key: keyRecordOf(row),
      permissions,
    });
    changed({ tokenIds: [token.id], ownerIds: [] });
    record({ action: 'token.create', by, token, details: { ...(token.type && { type: token.type }), expiresAt: endOf(token.expiresAt) } });
  }

  /** Strapi hashes keys as the plugin does, but does not store which salt it used. */
  function keyRecordOf({ accessKey: hash, encryptedKey, lastUsedAt }: Row): (tokenId: Id) => NewKeyRecord {
    return (tokenId) => {
      const accessKey = encryptedKey ? keyring.decrypt(encryptedKey, tokenId) : null;
      return {
        hash,
        saltId: accessKey === null ? null : keyring.saltIdOf(accessKey, hash),
        hint: accessKey?.slice(-4) ?? null,
        encryptedKey: accessKey === null ? encryptedKey ?? null : keyring.encrypt(accessKey, tokenId) ?? encryptedKey,
        lastUsedAt: timeOf(lastUsedAt),
        lastUsedFrom: null,
      };
    };
  }

  async function removeOriginals(plans: readonly Plan[]): Promise<void> {
    const idsOf = (rows: Row[] | undefined) => (rows ?? []).map(({ id }) => id);
    const remove = async (uid: string, ids: Id[]) => {
      if (ids.length > 0) await host.db.query(uid).deleteMany({ where: { id: { $in: ids } } });
    };
    await remove(ADMIN_PERMISSION, plans.flatMap(({ row }) => idsOf(row.adminPermissions)));
    await remove(TOKEN_PERMISSION, plans.flatMap(({ row }) => idsOf(row.permissions)));
    await remove(TOKEN, plans.map(({ strapiId }) => strapiId));
  }

  return async function importTokens(by, { dryRun, deleteOriginals }) {
    const here = (plans: Plan[]) => plans.filter(({ outcome }) => outcome !== 'stays');
    const plans = dryRun ? await planAll(store.rows) : await store.write(async (scope) => {
      const due = await planAll(scope.rows);
      for (const plan of due) if (plan.outcome === 'imported') await copy(scope, by, plan);
      if (deleteOriginals) await removeOriginals(here(due));
      return due;
    });
    return {
      tokens: plans.map(({ row: _row, permissions: _permissions, ...told }) => told),
      deleted: deleteOriginals ? here(plans).length : 0,
    };
  };
}

/** Whether a host has API tokens of its own, as Strapi does. */
export function hasTokensOfStrapi({ contentTypes }: Pick<Host, 'contentTypes'>): boolean {
  return TOKEN in contentTypes;
}

/** The name, or `<name> (Strapi)` if it is taken, with a number if that is taken too. */
function freeName(name: string, taken: Set<string>): string {
  let free = name;
  for (let number = 1; taken.has(free.toLowerCase()); number += 1) {
    const suffix = number === 1 ? ' (Strapi)' : ` (Strapi ${number})`;
    free = `${name.slice(0, MAX_NAME_LENGTH - suffix.length)}${suffix}`;
  }
  taken.add(free.toLowerCase());
  return free;
}

function toPermission({ action, actionParameters, subject, properties, conditions }: Row): AdminPermission {
  return { action, actionParameters: actionParameters ?? {}, subject: subject ?? null, properties: properties ?? {}, conditions: conditions ?? [] };
}

function labelOf({ action, subject }: Row): string {
  return subject ? `${action} on ${subject}` : action;
}

/** Milliseconds since the epoch; null for null. */
function timeOf(date: unknown): number | null {
  return date === null || date === undefined ? null : new Date(date as string).getTime();
}
