import { adminCredential, contentCredential, type Credential } from '../admission/credential';
import { compileReadActions } from '../grant/read-actions';
import type { Host } from '../host';
import type { Owners } from '../owners/owners';
import type { Settings } from '../settings';
import type { FoundKey } from '../store/key-rows';
import type { TokenRows } from '../store/token-rows';
import type { TokenLimits } from '../token-limits';

/**
 * The credential of a key. An admin token's permissions are limited to its owner's here, so the credential is valid until a token, owner or role
 * changes (see {@link TokenLimits}). An admin token without an owner, a token with unreadable data, and one without a key have none: null.
 */
export type CredentialOf = (rows: TokenRows, found: FoundKey) => Promise<Credential | null>;

/** See {@link CredentialOf}. */
export function createCredentialOf(
  owners: Pick<Owners, 'abilityOf'>, limits: Pick<TokenLimits, 'effective'>, settings: Pick<Settings, 'readActions'>, { contentAPI }: Pick<Host, 'contentAPI'>,
): CredentialOf {
  const isRestrictable = (action: string) => contentAPI.restrictable?.isAction(action) ?? false;
  const readActions = compileReadActions(settings.readActions);
  /** Interns action names: many tokens have the same ones, and every row brings its own copy of the text. */
  const actionNames = new Map<string, string>();

  function nameOf(action: string): string {
    const known = actionNames.get(action);
    if (known === undefined) actionNames.set(action, action);
    return known ?? action;
  }

  return async function credentialOf(rows, { token, key }) {
    if (token.isBroken || key === null) return null;
    for (const permission of token.permissions) permission.action = nameOf(permission.action);
    const effective = await limits.effective(rows, token);
    if (effective === null) return null;
    const { isEnabled, addresses, rateLimit, owner, permissions, endsAt: expiresAt, makers } = effective;
    if (token.kind === 'content-api') {
      return contentCredential(token, key, { isEnabled, expiresAt, addresses, rateLimit, owner, makers }, readActions, isRestrictable);
    }
    if (owner === null) return null;
    const ability = await owners.abilityOf(owner, permissions);
    return adminCredential(token, key, { isEnabled, expiresAt, addresses, rateLimit, owner, makers }, { permissions, ability });
  };
}
