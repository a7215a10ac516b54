import type { AdminPermission } from '../grant/admin-permission';
import type { ReadActions } from '../grant/read-actions';
import type { Restrictions } from '../grant/restriction-types';
import type { ContentGrant } from '../grant/scope';
import { type AddressTest, addressTest } from '../token/addresses';
import type { RateLimit } from '../token/request-window';
import { toOwner, type Owner } from '../token/owner';
import type { Id, KeylessToken, KeyRecord } from '../token/token-record';
import { PresentedToken, type TokenAttributes } from './presented-token';

/** The part that every credential has. */
interface TokenCredential {
  readonly tokenId: Id;
  readonly keyId: Id;
  /** When this key stops working (milliseconds since the epoch); Infinity for the token's current one. */
  readonly keyExpiresAt: number;
  /** Whether neither the token nor one that created it is paused. */
  readonly isEnabled: boolean;
  /** When the token expires (milliseconds since the epoch); Infinity for a token that never does. */
  readonly expiresAt: number;
  /** Whether it may be used from an address; null for a token that may be used from anywhere. */
  readonly isAllowedFrom: AddressTest | null;
  /** How many requests it may send; null for any number. */
  readonly rateLimit: RateLimit | null;
  /** The owner whose deactivation disables it: an admin token's owner, or that of the admin token that created it; null for other tokens. */
  readonly owner: Owner | null;
  /** The admin tokens that created it, directly or indirectly. */
  readonly makers: readonly Id[];
  /** What an admin token can currently do, as the host's ability `can(action, subject)`; null for other tokens. */
  readonly ability: any;
  /** What the host sees of the token. */
  readonly presented: PresentedToken;
}

/** The credential that a content-API token's key stands for. */
export interface ContentCredential extends TokenCredential, ContentGrant {
  readonly kind: 'content-api';
  readonly restrictions: Restrictions | null;
}

/** The credential that an admin token's key stands for: the token, its owner, and what it can currently do. */
export interface AdminCredential extends TokenCredential {
  readonly kind: 'admin';
  readonly owner: Owner;
  /** The token's permissions, limited to the owner's (see `effectivePermissions`). */
  readonly permissions: readonly AdminPermission[];
}

/** What a key stands for: everything that the admission checks need. Immutable; a change to the token results in a new one. */
export type Credential = ContentCredential | AdminCredential;

/** What a token depends on besides its own record. */
export type Dependencies = Pick<TokenCredential, 'isEnabled' | 'expiresAt' | 'rateLimit' | 'owner' | 'makers'> & {
  /** The lists of addresses that limit it: it may be used from addresses that are in all of them. */
  addresses: ReadonlyArray<readonly string[]>;
};

/** The fields of a credential that come from its token's record. */
type TokenPart = Pick<KeylessToken, 'id' | 'kind' | 'name' | 'description' | 'type' | 'lifespan'>
  & { restrictions?: Restrictions | null; permissions: readonly AdminPermission[] };

/** What a credential takes from the record of its key. */
type KeyPart = Pick<KeyRecord, 'id' | 'expiresAt'>;

/**
 * The credential of a key of a content-API token. `readActions` are the further actions that the settings allow to read-only tokens; `isRestrictable`
 * tells on which actions the host enforces restrictions.
 */
export function contentCredential(
  { restrictions = null, ...token }: TokenPart, key: KeyPart, { isEnabled, expiresAt, addresses, rateLimit, owner, makers }: Dependencies,
  readActions: ReadActions | null = null, isRestrictable: (action: string) => boolean = () => false,
): ContentCredential {
  const actions = token.permissions.map(({ action }) => action);
  // An unknown type must grant nothing.
  const type = token.type ?? 'custom';
  return present<ContentCredential>(
    {
      kind: 'content-api', tokenId: token.id, ...ofKey(key), isEnabled, expiresAt, isAllowedFrom: addressTest(addresses), rateLimit,
      owner: owner && toOwner(owner), makers, ability: null, type,
      actions: new Set(actions), readActions, restrictions, isRestrictable,
    },
    { ...attributesOf(token, expiresAt), type, permissions: actions, restrictions },
  );
}

/** The credential of a key of an admin token, which can currently do `permissions`. */
export function adminCredential(
  token: TokenPart,
  key: KeyPart,
  { isEnabled, expiresAt, addresses, rateLimit, owner, makers }: Dependencies & { owner: Owner },
  { permissions, ability }: Pick<AdminCredential, 'permissions' | 'ability'>,
): AdminCredential {
  const { id, firstname, lastname, username, email } = owner;
  return present<AdminCredential>(
    {
      kind: 'admin', tokenId: token.id, ...ofKey(key), isEnabled, expiresAt, isAllowedFrom: addressTest(addresses), rateLimit,
      owner: toOwner(owner), makers, permissions, ability,
    },
    {
      ...attributesOf(token, expiresAt),
      type: null,
      permissions: [],
      adminPermissions: permissions,
      adminUserOwner: { id, firstname, lastname, username, email },
    },
  );
}

function ofKey({ id, expiresAt }: KeyPart) {
  return { keyId: id, keyExpiresAt: expiresAt ?? Infinity };
}

function present<Of extends Credential>(credential: Omit<Of, 'presented'>, attributes: TokenAttributes): Of {
  return Object.assign(credential, { presented: new PresentedToken(attributes, credential) }) as unknown as Of;
}

function attributesOf({ id, kind, name, description, lifespan }: TokenPart, expiresAt: number) {
  return {
    id,
    kind,
    name,
    description,
    lifespan: lifespan === null ? null : String(lifespan),
    expiresAt: expiresAt === Infinity ? null : new Date(expiresAt).toISOString(),
  };
}
