import { isDeepStrictEqual } from 'node:util';
import { TokenError } from '../errors';
import type { AdminPermission, Host, Id } from '../host';
import { recordOf } from '../key/issue-key';
import type { Keyring } from '../key/keyring';
import type { Owners } from '../owners/owners';
import type { Store, WriteScope } from '../store/store';
import type { FoundKey } from '../store/key-rows';
import type { TokenRows } from '../store/token-rows';
import { endOf, eventsOfUpdate } from '../token/events-of-update';
import { maxLifetimeOf, type Policy } from '../token/expiry';
import type { DeclaredToken } from '../token/declared-token';
import type { Owner } from '../token/owner';
import { BY_CONFIG } from '../token/token-event';
import type { NewKeyRecord, TokenRecord } from '../token/token-record';
import { withoutId } from './admin-token-commands';
import { assertRestrictable } from './assert-restrictable';
import type { CheckAdminPermissions } from './check-admin-permissions';
import type { CheckContentPermissions } from './check-content-permissions';
import { removeTokens } from './descendants';
import type { NarrowTokens } from './narrow-tokens';
import { changeOfLife, lifeOfNew } from './token-rules';

/**
 * Creates, changes and deletes tokens to match those that the configuration declares, in one transaction, once for any number of instances. If
 * nothing has changed, nothing is written. Admin tokens wait for the first account.
 * @throws {Error} naming the token and the field that cannot match the declaration, never the key
 */
export type DeclareTokens = () => Promise<void>;

/** What admin tokens need in addition; a host without accounts has none. */
export interface AdminDeclarations {
  checkPermissions: CheckAdminPermissions;
  narrowTokens: Pick<NarrowTokens, 'below'>;
}

/** What to do for a declared token. */
interface Plan {
  declared: DeclaredToken;
  /** The hashes that its key may have. */
  hashes: readonly string[];
  /** The stored token; null if there is none yet. */
  present: TokenRecord | null;
  /** Whether its key must be replaced. */
  hasNewKey: boolean;
  /** Whether its key was reported as leaked, or belongs to a paused token, which stays that way. */
  isPaused: boolean;
  owner: Owner | null;
  permissions: AdminPermission[];
}

/** See {@link DeclareTokens}. `setting` is the host's name for the declarations. */
export function createDeclareTokens(
  { log, contentAPI }: Pick<Host, 'log' | 'contentAPI'>,
  setting: string,
  declarations: readonly DeclaredToken[],
  policy: Policy,
  keyring: Keyring,
  store: Store,
  owners: Pick<Owners, 'findByEmail' | 'hasAny' | 'limitOf'>,
  checkContent: CheckContentPermissions,
  admin: AdminDeclarations | null,
): DeclareTokens {
  const hashesOf = ({ key, keyHash }: DeclaredToken): readonly string[] => (key === null ? [keyHash!] : keyring.candidates(key));

  /** @throws {Error} the error of `check`, naming the token and the field */
  function named<T>(token: DeclaredToken, field: string, check: () => T): T {
    try {
      return check();
    } catch (error) {
      throw error instanceof TokenError ? wrong(token, field, error.message) : error;
    }
  }

  function wrong({ name }: DeclaredToken, field: string, problem: string): Error {
    return new Error(`${setting}: ${JSON.stringify(name)}: ${field}: ${problem.replace(/\.$/, '')}.`);
  }

  async function declaredNow(): Promise<DeclaredToken[]> {
    if (!declarations.some(({ kind }) => kind === 'admin') || await owners.hasAny()) return [...declarations];
    log.warn(`API tokens: ${setting}: admin tokens are created at the first start after an account exists.`);
    return declarations.filter(({ kind }) => kind !== 'admin');
  }

  async function permissionsOf(declared: DeclaredToken, owner: Owner | null): Promise<AdminPermission[]> {
    if (owner === null) return named(declared, 'permissions', () => checkContent(declared.type!, declared.permissions, []));
    const limit = await owners.limitOf(owner);
    return named(declared, 'adminPermissions', () => admin!.checkPermissions([...declared.adminPermissions], [limit]));
  }

  /** Restrictions that a token already has may stay, even if they name something that is gone: they deny. */
  async function assertRestrictionsFit(plans: readonly Plan[]): Promise<void> {
    for (const { declared, present } of plans) {
      if (present !== null && isDeepStrictEqual(present.restrictions, declared.restrictions)) continue;
      await assertRestrictable(declared.restrictions, { contentAPI }).catch((error: Error & { status?: number }) => {
        // The host checks conditions on rows and throws its own errors.
        throw error.status === 400 ? wrong(declared, 'restrictions', error.message) : error;
      });
    }
  }

  async function planAll(rows: TokenRows): Promise<{ plans: Plan[]; surplus: TokenRecord[] }> {
    const managed = await rows.select((query) => void query.where('t.managed_by', 'config'));
    if (managed.length === 0 && declarations.length === 0) return { plans: [], surplus: [] };
    const wanted = await declaredNow();
    const names = new Set(wanted.map(({ name }) => name));
    const found = await rows.byHashes(wanted.flatMap(hashesOf));
    await assertNamesFree(rows, wanted);
    const plans: Plan[] = [];
    const seen = new Set<string>();
    for (const declared of wanted) {
      const hashes = hashesOf(declared);
      if (hashes.some((hash) => seen.has(hash))) throw wrong(declared, declared.key === null ? 'keyHash' : 'key', 'another declared token has the same key');
      for (const hash of hashes) seen.add(hash);
      const keys = hashes.flatMap((hash) => found.get(hash) ?? []);
      if (keys.some(({ token }) => token.managedBy === null)) throw wrong(declared, declared.key === null ? 'keyHash' : 'key', 'another token has the same key');
      const isOf = (token: TokenRecord) => keys.some(({ token: { id } }) => id === token.id);
      const former = managed.find(({ name }) => name === declared.name) ?? managed.find((token) => !names.has(token.name) && isOf(token)) ?? null;
      const present = former !== null && former.kind === declared.kind && !former.isBroken ? former : null;
      const owner = declared.owner === null ? null : await owners.findByEmail(declared.owner);
      if (declared.owner !== null && owner === null) throw wrong(declared, 'owner', 'no account has this e-mail address');
      plans.push({ declared, hashes, present, owner, permissions: await permissionsOf(declared, owner), ...keyPlan(hashes, keys, present, managed) });
    }
    const kept = new Set(plans.map(({ present }) => present?.id));
    return { plans, surplus: managed.filter(({ id }) => !kept.has(id)) };
  }

  /** A key that a leak report has paused or revoked stays that way, whatever its declaration was or is. */
  function keyPlan(hashes: readonly string[], keys: readonly FoundKey[], present: TokenRecord | null, managed: readonly TokenRecord[]): Pick<Plan, 'hasNewKey' | 'isPaused'> {
    const isOf = ({ id }: TokenRecord) => keys.some(({ token }) => token.id === id);
    const hasSameKey = present !== null && (present.key === null ? isOf(present) : hashes.includes(present.key.hash));
    if (hasSameKey) return { hasNewKey: false, isPaused: !present.enabled };
    const isOfPaused = managed.some((token) => token.id !== present?.id && isOf(token) && (!token.enabled || token.key === null));
    return { hasNewKey: true, isPaused: isOfPaused || keys.some(({ key }) => key !== null && key.leakedAt !== null) };
  }

  /** @throws {Error} if a token that is not declared has one of the names */
  async function assertNamesFree(rows: TokenRows, wanted: readonly DeclaredToken[]): Promise<void> {
    const names = wanted.map(({ name }) => name);
    const [taken] = names.length === 0 ? [] : await rows.select((query) => void query.whereIn('t.name', names).whereNull('t.managed_by'));
    if (taken === undefined) return;
    const declared = wanted.find(({ name }) => name === taken.name) ?? wanted.find(({ name }) => name.toLowerCase() === taken.name.toLowerCase())!;
    throw wrong(declared, 'name', 'a token that was not declared has this name. Rename or delete that token, or choose another name');
  }

  /** An expired token is not created, so that an environment that is set up later can start. */
  function isOver({ declared: { expiresAt }, present }: Plan): boolean {
    return present === null && expiresAt !== null && Date.parse(expiresAt) <= Date.now();
  }

  function isAsWritten({ declared, present, hasNewKey, owner, permissions }: Plan): boolean {
    return present !== null && !hasNewKey && isDeepStrictEqual(fieldsOf(declared, owner), {
      name: present.name, description: present.description, type: present.type, ownerId: present.ownerId, end: present.expiresAt, allowedAddresses: present.allowedAddresses, rateLimit: present.rateLimit,
      restrictions: present.restrictions,
    }) && isDeepStrictEqual(permissions.map(withoutId), present.permissions.map(withoutId));
  }

  async function create({ rows, changed, record }: WriteScope, { declared, owner, permissions, isPaused }: Plan): Promise<void> {
    const now = Date.now();
    const { name, description, kind, type, expiresAt, allowedAddresses, rateLimit, restrictions } = declared;
    const life = named(declared, 'expiresAt', () => lifeOfNew({ expiresAt }, { now, maxLifetime: maxLifetimeOf(policy, kind), notAfter: Infinity }));
    const token = await rows.insert({
      name, description, kind, type, ...life, allowedAddresses, rateLimit, restrictions, createdAt: now, madeBy: BY_CONFIG.madeBy, managedBy: 'config', ownerId: owner?.id ?? null, key: keyRecordOf(declared, isPaused ? now : null), permissions,
    }).catch((error: unknown) => {
      throw error instanceof TokenError ? wrong(declared, 'name', error.message) : error;
    });
    if (isPaused) await rows.update(token, { enabled: false });
    changed({ tokenIds: [token.id], ownerIds: [] });
    record({ action: 'token.create', by: BY_CONFIG, token, details: { ...(type && { type }), expiresAt: endOf(token.expiresAt) } });
  }

  async function update(scope: WriteScope, { declared, present, hasNewKey, isPaused, owner, permissions }: Plan & { present: TokenRecord }): Promise<void> {
    const { rows, changed, record } = scope;
    const now = Date.now();
    const { expiresAt } = declared;
    const limits = { now, maxLifetime: maxLifetimeOf(policy, declared.kind), notAfter: Infinity };
    const life = named(declared, 'expiresAt', () => (hasNewKey ? { ...lifeOfNew({ expiresAt }, limits), startsAt: now } : changeOfLife(present, expiresAt, limits)));
    const { name, description, type, allowedAddresses, rateLimit, restrictions } = declared;
    const updated = await rows.update(present, { name, description, type, ownerId: owner?.id ?? null, allowedAddresses, rateLimit, restrictions, ...life, ...(hasNewKey && { enabled: !isPaused }) });
    const isSame = isDeepStrictEqual(permissions.map(withoutId), present.permissions.map(withoutId));
    const replaced = isSame ? updated : await rows.replacePermissions(updated, permissions);
    if (hasNewKey) {
      await rows.replaceKey(present.id, keyRecordOf(declared, isPaused ? now : null)(present.id), now, now);
      record({ action: 'token.regenerate', by: BY_CONFIG, token: replaced, details: { previousKeyEndsAt: null } });
    }
    changed({ tokenIds: [present.id], ownerIds: [] });
    record(...eventsOfUpdate(BY_CONFIG, present, replaced));
    if (declared.kind === 'admin' && !isSame) await admin!.narrowTokens.below(scope, replaced, BY_CONFIG);
  }

  function keyRecordOf({ key, keyHash }: DeclaredToken, leakedAt: number | null): (tokenId: Id) => NewKeyRecord {
    const record = key === null ? () => ({ hash: keyHash!, saltId: keyring.saltIds[0], hint: null, encryptedKey: null, lastUsedAt: null, lastUsedFrom: null }) : recordOf(keyring, key);
    return (tokenId) => ({ ...record(tokenId), leakedAt });
  }

  return async function declareTokens() {
    const before = await planAll(store.rows);
    // Outside the transaction, since conditions on rows are tried out on the host's own connection.
    await assertRestrictionsFit(before.plans);
    for (const { declared } of before.plans.filter(isOver)) log.warn(`API tokens: ${setting}: ${JSON.stringify(declared.name)}: its expiresAt has passed, so it is not created.`);
    for (const { declared, present, isPaused, hasNewKey } of before.plans) {
      if (isPaused || (!hasNewKey && present!.key === null)) {
        log.warn(`API tokens: ${setting}: ${JSON.stringify(declared.name)}: its key was reported as leaked and is rejected. Declare another one.`);
      }
    }
    const isDue = (plan: Plan) => !isOver(plan) && !isAsWritten(plan);
    if (before.surplus.length === 0 && !before.plans.some(isDue)) return;
    await store.write(async (scope) => {
      // Again, now under the lock.
      const { plans, surplus } = await planAll(scope.rows);
      const due = plans.filter(isDue);
      if (surplus.length > 0) await removeTokens(scope, surplus, BY_CONFIG);
      // A key may move from one declared token to another, or be declared again.
      await scope.rows.deleteKeys(due.flatMap(({ hasNewKey, hashes }) => (hasNewKey ? hashes : [])));
      for (const plan of due) await (plan.present === null ? create(scope, plan) : update(scope, { ...plan, present: plan.present }));
    });
  };
}

/** The fields of a declared token as they are stored. */
function fieldsOf({ name, description, type, expiresAt, allowedAddresses, rateLimit, restrictions }: DeclaredToken, owner: Owner | null) {
  return { name, description, type, ownerId: owner?.id ?? null, end: expiresAt === null ? null : Date.parse(expiresAt), allowedAddresses, rateLimit, restrictions };
}
