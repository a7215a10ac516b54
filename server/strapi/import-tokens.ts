import type { Authority, Caller, Callers } from '../callers';
import type { ImportedToken, StrapiImport } from '../contract';
import { ForbiddenError, NotFoundError } from '../errors';
import { narrowToLimit } from '../grant/permission-limit';
import type { AdminPermission, Host, Id, Row } from '../host';
import type { Keyring } from '../key/keyring';
import type { Owners } from '../owners/owners';
import { permissionService } from '../owners/permission-service';
import type { Store, WriteScope } from '../store/store';
import type { TokenRows } from '../store/token-rows';
import { endOf } from '../token/events-of-update';
import type { Owner } from '../token/owner';
import type { By } from '../token/token-event';
import type { NewKeyRecord, TokenKind, TokenType } from '../token/token-record';

const ACTION = 'plugin::api-tokens.api-tokens.create';
const TOKEN = 'admin::api-token';
const TOKEN_PERMISSION = 'admin::api-token-permission';
const ADMIN_PERMISSION = 'admin::permission';
/** The maximum length of a name (characters). */
const MAX_NAME_LENGTH = 255;
const TYPES: unknown[] = ['read-only', 'full-access', 'custom'] satisfies TokenType[];

/**
 * Copies Strapi's own tokens of both kinds, with their keys, permissions, owners and times, in one transaction. Tokens whose key the plugin already
 * has are skipped, so that an import can be repeated. `deleteOriginals` deletes, in the same transaction, Strapi's copies of tokens that the plugin
 * then has. With `dryRun` it reports what would be done, and writes nothing. Only for super admins, since it includes other people's tokens.
 * Rejects as {@link Callers.authorize} does, too.
 * @throws {NotFoundError} if the host has no tokens of its own
 * @throws {ForbiddenError}
 */
export type ImportTokens = (caller: Caller, options: { dryRun: boolean; deleteOriginals: boolean }) => Promise<StrapiImport>;

/** What to do with one of Strapi's tokens. */
interface Plan extends ImportedToken {
  row: Row;
  permissions: AdminPermission[];
}

/** See {@link ImportTokens}. */
export function createImportTokens(
  host: Pick<Host, 'db' | 'contentAPI' | 'contentTypes' | 'service'>, store: Store, callers: Pick<Callers, 'authorize'>, keyring: Keyring, owners: Pick<Owners, 'find' | 'limitOf'>,
): ImportTokens {
  async function authorize(rows: TokenRows, caller: Caller): Promise<Authority> {
    const authority = await callers.authorize(rows, caller, ACTION);
    if (!hasTokensOfStrapi(host)) throw new NotFoundError('This host has no tokens of its own');
    if (!authority.isSuperAdmin) throw new ForbiddenError();
    return authority;
  }

  async function tokensOfStrapi(): Promise<Row[]> {
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
      const present = found.get(String(row.accessKey))?.token;
      const owner = people.get(row.adminUserOwner?.id);
      const reason = reasonToStay(row, kind, owner, hashes);
      if (present !== undefined) plans.push({ ...plan, outcome: 'present', nameHere: present.name });
      else if (reason !== null) plans.push({ ...plan, outcome: 'stays', nameHere: null, reason });
      else plans.push({ ...plan, outcome: 'imported', nameHere: freeName(plan.name, taken), ...await (kind === 'admin' ? adminPermissionsOf(row, owner!, known.admin) : actionsOf(row, known.content)) });
      hashes.add(row.accessKey);
    }
    return plans;
  }

  /** An admin token's permissions, within what its owner may do, and those that are lost. */
  async function adminPermissionsOf({ adminPermissions }: Row, owner: Owner, known: ReadonlySet<string>): Promise<Pick<Plan, 'permissions' | 'lost'>> {
    const limit = await owners.limitOf(owner);
    return keep(adminPermissions, (permission) => (known.has(permission.action) ? narrowToLimit(toPermission(permission), limit) : null));
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

  async function preview(caller: Caller): Promise<Plan[]> {
    await authorize(store.rows, caller);
    return planAll(store.rows);
  }

  const carryOut = (caller: Caller, deleteOriginals: boolean): Promise<Plan[]> => store.write(async (scope) => {
    const authority = await authorize(scope.rows, caller);
    const plans = await planAll(scope.rows);
    for (const plan of plans) if (plan.outcome === 'imported') await copy(scope, authority, plan);
    if (deleteOriginals) await removeOriginals(here(plans));
    return plans;
  });

  return async function importTokens(caller, { dryRun, deleteOriginals }) {
    const plans = dryRun ? await preview(caller) : await carryOut(caller, deleteOriginals);
    return {
      tokens: plans.map(({ row: _row, permissions: _permissions, ...told }) => told),
      deleted: deleteOriginals ? here(plans).length : 0,
    };
  };
}

/** The plans of tokens that the plugin has once they are carried out. */
function here(plans: Plan[]): Plan[] {
  return plans.filter(({ outcome }) => outcome !== 'stays');
}

/** Whether a host has API tokens of its own, as Strapi does. */
export function hasTokensOfStrapi({ contentTypes }: Pick<Host, 'contentTypes'>): boolean {
  return TOKEN in contentTypes;
}

/** Why a token that the plugin does not have yet stays where it is; null if it can be imported. */
function reasonToStay({ accessKey, type }: Row, kind: TokenKind, owner: Owner | undefined, hashes: ReadonlySet<string>): string | null {
  if (!accessKey || hashes.has(accessKey)) return 'it has no key, or the key of another token';
  if (kind === 'admin') return owner === undefined ? 'it has no owner' : null;
  return TYPES.includes(type ?? 'read-only') ? null : 'its type is unknown';
}

/** A custom token's actions, and those that are lost. Tokens of other types have none. */
function actionsOf({ type, permissions }: Row, known: ReadonlySet<string>): Pick<Plan, 'permissions' | 'lost'> {
  return keep(type === 'custom' ? permissions : [], ({ action }) => (known.has(action) ? { action } : null));
}

/** What `convert` makes of Strapi's permissions, and labels of those for which it returns null. */
function keep(permissions: Row[] | undefined, convert: (permission: Row) => AdminPermission | null): Pick<Plan, 'permissions' | 'lost'> {
  const converted = (permissions ?? []).map((permission) => ({ permission, kept: convert(permission) }));
  return {
    permissions: converted.flatMap(({ kept }) => kept ?? []),
    lost: converted.flatMap(({ permission, kept }) => (kept === null ? labelOf(permission) : [])),
  };
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
