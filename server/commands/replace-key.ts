import type { Authority } from '../callers';
import type { RegenerateToken } from '../contract';
import { ForbiddenError, NotFoundError } from '../errors';
import type { IssueKey } from '../key/issue-key';
import type { LastUse } from '../store/last-use';
import type { WriteScope } from '../store/store';
import type { TokenLimits } from '../token-limits';
import { changesOf, endOf as shownEnd } from '../token/events-of-update';
import type { By } from '../token/token-event';
import type { TokenRecord } from '../token/token-record';
import { endForNewKey, endOf } from './token-rules';

/** What is needed to replace a key. */
export interface KeyReplacement {
  issueKey: IssueKey;
  limits: Pick<TokenLimits, 'of' | 'expiryOf'>;
  lastUse: Pick<LastUse, 'pending'>;
  /** The longest lifetime under the policy (milliseconds). */
  maxLifetime: number;
}

/**
 * Gives a token a new key and a new lifetime. The old key is accepted for `keepPreviousFor` milliseconds, but not beyond the token's former expiry;
 * the key before that stops immediately, so that at most two are ever accepted.
 * @throws {ForbiddenError} if the caller's own key was replaced: with a new key, its holder could keep access after the replaced one stops
 * @throws {ValidationError} as {@link endForNewKey}
 */
export async function replaceKey(
  { rows, changed, record }: WriteScope,
  { issueKey, limits, lastUse, maxLifetime }: KeyReplacement,
  authority: Authority,
  token: TokenRecord,
  { keepPreviousFor = 0 }: RegenerateToken['Request'],
): Promise<{ token: TokenRecord; accessKey: string }> {
  if (authority.hasReplacedKey) throw new ForbiddenError('A key that was replaced cannot create new keys. Use the current one');
  const now = Date.now();
  const notAfter = endOf(await limits.of(rows, token), authority);
  const expiresAt = endForNewKey(token, { now, maxLifetime, notAfter });
  const formerEnd = Math.min(limits.expiryOf(token), notAfter);
  const { accessKey, record: keyOf } = issueKey(token.kind);
  const renewed = await rows.update(token, { expiresAt, startsAt: now });
  const pending = token.key && lastUse.pending(token.key.id);
  const used = pending ? { lastUsedAt: pending.at, lastUsedFrom: pending.from } : { lastUsedAt: token.key?.lastUsedAt ?? null, lastUsedFrom: token.key?.lastUsedFrom ?? null };
  // The token's last use is that of its current key, so the new one inherits it.
  await rows.replaceKey(token.id, { ...keyOf(token.id), ...used }, now, Math.max(now, Math.min(now + keepPreviousFor, formerEnd)));
  changed({ tokenIds: [token.id], ownerIds: [] });
  const present = (await rows.find(renewed.kind, token.id))!;
  const changes = changesOf(token, present);
  record({
    action: 'token.regenerate', by: authority, token: present,
    details: { previousKeyEndsAt: shownEnd(present.previousKey?.expiresAt ?? null), ...(Object.keys(changes).length > 0 && { changes }) },
  });
  return { token: present, accessKey };
}

/** Stops the previous key of a token. @throws {NotFoundError} if it has none */
export async function endPreviousKey({ rows, changed, record }: WriteScope, by: By, token: TokenRecord): Promise<TokenRecord> {
  if (token.previousKey === null) throw new NotFoundError('This token has no previous key that is still accepted');
  const ended = await rows.update(token, {});
  await rows.endPreviousKey(token.id, Date.now());
  record({ action: 'token.previous-key-ended', by, token });
  changed({ tokenIds: [token.id], ownerIds: [] });
  return { ...ended, previousKey: null };
}
