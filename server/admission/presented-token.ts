import type { AdminPermission } from '../grant/admin-permission';
import type { Restrictions } from '../grant/restriction-types';
import type { Owner } from '../token/owner';
import type { Id } from '../token/token-record';
import type { Credential } from './credential';

/** The attributes that code written for Strapi's own tokens reads of `ctx.state.auth.credentials`. */
export interface TokenAttributes {
  id: Id;
  kind: 'content-api' | 'admin';
  name: string;
  description: string;
  /** Null for admin tokens. */
  type: 'read-only' | 'full-access' | 'custom' | null;
  /** Milliseconds as text; null for a token that never expires. */
  lifespan: string | null;
  /** ISO 8601; null for a token that never expires. */
  expiresAt: string | null;
  /** The actions of a custom content-API token. */
  permissions: readonly string[];
  /** The restrictions of a content-API token; null if there are none. */
  restrictions?: Restrictions | null;
  /** What an admin token can currently do. */
  adminPermissions?: readonly AdminPermission[];
  /** The owner of an admin token. */
  adminUserOwner?: Pick<Owner, 'id' | 'firstname' | 'lastname' | 'username' | 'email'>;
}

/**
 * The token that a request presented, as `ctx.state.auth.credentials` shows it: deeply frozen, since all requests of a token share it. The
 * credential behind it is private, so that nothing that prints or serializes the request's state can show it.
 */
export class PresentedToken {
  readonly #credential: object;

  /** Takes and freezes `attributes`. */
  constructor(attributes: TokenAttributes, credential: object) {
    this.#credential = credential;
    Object.assign(this, attributes);
    freezeDeep(this);
  }

  /** The token's id, under the name in the host's contract. */
  get tokenId(): Id {
    return (this as unknown as TokenAttributes).id;
  }

  /** The credential behind `ctx.state.auth.credentials`; null if that is not one of ours. */
  static credentialOf(shown: unknown): Credential | null {
    return typeof shown === 'object' && shown !== null && #credential in shown ? (shown.#credential as Credential) : null;
  }
}

function freezeDeep(value: object): void {
  Object.freeze(value);
  for (const inner of Object.values(value)) if (typeof inner === 'object' && inner !== null) freezeDeep(inner);
}
