import type { Host } from '../host';
import type { IssueKey } from '../key/issue-key';
import { maxLifetimeOf, type Policy } from '../token/expiry';
import type { Store } from '../store/store';
import type { TokenRows } from '../store/token-rows';
import { endOf } from '../token/events-of-update';
import { BY_SYSTEM } from '../token/token-event';

const DEFAULT_TOKENS = [
  { name: 'Full Access', type: 'full-access', description: 'Created at the first start. Can read, create, update and delete all content.' },
  { name: 'Read Only', type: 'read-only', description: 'Created at the first start. Can list and read all content.' },
] as const;

/**
 * Creates the two default tokens in a fresh CMS, one with neither an admin nor a token. They last as long as the policy allows. Instances that start
 * at the same time create them once. Not in a host with API tokens of its own, such as Strapi, which creates its own default tokens.
 */
export async function seedTokens(host: Pick<Host, 'db' | 'contentTypes'>, store: Store, { policy }: { policy: Policy }, issueKey: IssueKey): Promise<void> {
  if ('admin::api-token' in host.contentTypes) return;
  const isFresh = async (rows: TokenRows) => (await host.db.query('admin::user').count()) === 0 && !(await rows.hasAny());
  if (!(await isFresh(store.rows))) return;
  await store.append(async ({ rows, record }) => {
    // Again, now under the lock.
    if (!(await isFresh(rows))) return;
    const now = Date.now();
    const maxLifetime = maxLifetimeOf(policy, 'content-api');
    for (const given of DEFAULT_TOKENS) {
      const token = await rows.insert({
        ...given, kind: 'content-api', lifespan: null, expiresAt: maxLifetime === Infinity ? null : now + maxLifetime, createdAt: now,
        madeBy: BY_SYSTEM.madeBy, ownerId: null, key: issueKey('content-api').record, permissions: [],
      });
      record({ action: 'token.create', by: BY_SYSTEM, token, details: { type: token.type!, expiresAt: endOf(token.expiresAt) } });
    }
  });
}
