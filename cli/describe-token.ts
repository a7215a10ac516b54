import type { AdminToken, ContentApiToken } from '../server/contract';
import { fields, table } from './format';

/** Either kind of token, as the admin API returns it. */
export type Token = ContentApiToken | AdminToken;

/** Tokens in columns. */
export function tokenTable(tokens: Token[]): string {
  return table(['ID', 'NAME', 'KIND', 'TYPE', 'STATE', 'KEY', 'EXPIRES', 'LAST USED'], tokens.map((token) => (
    [token.id, token.name, token.kind, typeOf(token), token.state, keyOf(token.hint), token.expiresAt ?? 'never', token.lastUsedAt ?? 'never'])));
}

/** Everything about a token. */
export function describeToken(token: Token): string {
  const { previousKey, createdBy } = token;
  const granted = token.kind === 'admin'
    ? token.adminPermissions.map(({ action, subject }) => (subject ? `${action} on ${subject}` : action))
    : token.permissions;
  return fields({
    id: token.id,
    name: token.name,
    description: token.description,
    kind: token.kind,
    ...(token.kind === 'admin' ? { owner: token.adminUserOwner?.email } : { type: token.type }),
    'managed by': token.managedBy,
    state: token.broken ? 'broken: delete it' : token.state,
    permissions: granted.join(', '),
    restrictions: token.kind === 'admin' ? null : token.restrictions && JSON.stringify(token.restrictions),
    'allowed addresses': token.allowedAddresses?.join(', '),
    'rate limit': token.rateLimit && `${token.rateLimit.limit} requests in ${token.rateLimit.window} s`,
    key: keyOf(token.hint),
    'previous key': previousKey && `${keyOf(previousKey.hint)} until ${previousKey.expiresAt}`,
    expires: token.expiresAt ?? 'never',
    'last used': token.lastUsedAt === null ? 'never' : `${token.lastUsedAt}${token.lastUsedFrom === null ? '' : ` from ${token.lastUsedFrom}`}`,
    created: `${token.createdAt}${createdBy === null ? '' : ` by ${createdBy.label ?? createdBy.type}`}`,
    updated: token.updatedAt,
  });
}

function typeOf(token: Token): string | undefined {
  return token.kind === 'admin' ? token.adminUserOwner?.email : token.type;
}

function keyOf(hint: string | null): string | null {
  return hint && `…${hint}`;
}
