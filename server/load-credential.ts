import { adminCredential, contentCredential, type Credential } from './admission/credential';
import type { LoadCredential } from './authenticator';
import type { Owners } from './owners';
import type { Store } from './store/store';
import type { TokenLimits } from './token-limits';
import type { TokenRecord } from './token/token-record';

/**
 * Reads what a key's hash leads to. An admin token's permissions are limited to its owner's here, so what this makes is true
 * until a token, owner or role changes (see {@link TokenLimits}). An admin token without an owner, and a token that cannot be read
 * whole, lead to nothing.
 *
 * Hashes that are asked for in one turn of the event loop are read by one statement: a flood of keys that nobody knows then costs
 * the database little more than a single one, and leaves its connections to others.
 */
export function createLoadCredential(store: Store, owners: Pick<Owners, 'abilityOf'>, limits: TokenLimits): LoadCredential {
  let batch: { hashes: string[]; tokens: Promise<Map<string, TokenRecord>> } | null = null;
  /** Each action's name once: many tokens name the same ones, and every row brings its own copy of the text. */
  const actionNames = new Map<string, string>();

  function startBatch() {
    const hashes: string[] = [];
    const tokens = new Promise(setImmediate).then(() => {
      batch = null;
      return store.rows.byHashes(hashes);
    });
    return { hashes, tokens };
  }

  function nameOf(action: string): string {
    const known = actionNames.get(action);
    if (known === undefined) actionNames.set(action, action);
    return known ?? action;
  }

  async function credentialOf(token: TokenRecord): Promise<Credential | null> {
    if (token.isBroken) return null;
    for (const permission of token.permissions) permission.action = nameOf(permission.action);
    const effective = await limits.effective(store.rows, token);
    if (effective === null) return null;
    const { owner, permissions, endsAt: expiresAt, makers } = effective;
    if (token.kind === 'content-api') return contentCredential(token, { expiresAt, owner, makers });
    if (owner === null) return null;
    const ability = await owners.abilityOf(owner, permissions);
    return adminCredential(token, { expiresAt, owner, makers }, { permissions, ability });
  }

  return async function loadCredential(hash) {
    batch ??= startBatch();
    const { hashes, tokens } = batch;
    hashes.push(hash);
    const token = (await tokens).get(hash);
    return token === undefined ? null : credentialOf(token);
  };
}
