import type { AdminPermission } from '../grant/admin-permission';
import type { ContentGrant } from '../grant/scope';
import { toOwner, type Owner } from '../token/owner';
import type { Id, TokenRecord } from '../token/token-record';
import { PresentedToken, type TokenAttributes } from './presented-token';

/** What every credential says of its token. */
interface TokenCredential {
  readonly tokenId: Id;
  /** Milliseconds since the epoch from which on the token is denied; Infinity for a token without end. */
  readonly expiresAt: number;
  /** With whom it stops: an admin token's owner, or the owner of the admin token that made it; null for other tokens. */
  readonly owner: Owner | null;
  /** The admin tokens that it comes from. */
  readonly makers: readonly Id[];
  /** What the host is given in its place. */
  readonly presented: PresentedToken;
}

/** What a key of a content-API token leads to. */
export interface ContentCredential extends TokenCredential, ContentGrant {
  readonly kind: 'content-api';
}

/** What a key of an admin token leads to: the token, its owner, and what it may do at this moment. */
export interface AdminCredential extends TokenCredential {
  readonly kind: 'admin';
  readonly owner: Owner;
  /** The token's permissions, limited to the owner's (see `effectivePermissions`). */
  readonly permissions: readonly AdminPermission[];
  /** The same as the host's ability: `can(action, subject)`. */
  readonly ability: any;
}

/** What a key leads to: all that the checks of admission need. It never changes; a change of the token makes another one. */
export type Credential = ContentCredential | AdminCredential;

/** What a token depends on besides its own record. */
export type Dependencies = Pick<TokenCredential, 'expiresAt' | 'owner' | 'makers'>;

/** What a credential takes from the record of its token. */
type TokenPart = Pick<TokenRecord, 'id' | 'kind' | 'name' | 'description' | 'type' | 'lifespan'> & { permissions: readonly AdminPermission[] };

/** The credential of a content-API token. */
export function contentCredential(token: TokenPart, { expiresAt, owner, makers }: Dependencies): ContentCredential {
  const actions = token.permissions.map(({ action }) => action);
  // A type that is not known must grant nothing.
  const type = token.type ?? 'custom';
  return present<ContentCredential>(
    { kind: 'content-api', tokenId: token.id, expiresAt, owner: owner && toOwner(owner), makers, type, actions: new Set(actions) },
    { ...attributesOf(token, expiresAt), type, permissions: actions },
  );
}

/** The credential of an admin token, which may do `permissions` at this moment. */
export function adminCredential(
  token: TokenPart, { expiresAt, owner, makers }: Dependencies & { owner: Owner }, { permissions, ability }: Pick<AdminCredential, 'permissions' | 'ability'>,
): AdminCredential {
  const { id, firstname, lastname, username, email } = owner;
  return present<AdminCredential>(
    { kind: 'admin', tokenId: token.id, expiresAt, owner: toOwner(owner), makers, permissions, ability },
    {
      ...attributesOf(token, expiresAt),
      type: null,
      permissions: [],
      adminPermissions: permissions,
      adminUserOwner: { id, firstname, lastname, username, email },
    },
  );
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
