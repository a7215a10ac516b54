import { SYSTEM } from '../callers';
import type { Host } from '../host';
import { issueKey, type KeySecrets } from '../key/issue-key';
import type { Store } from '../store/store';
import type { TokenRows } from '../store/token-rows';

const DEFAULT_TOKENS = [
  { name: 'Full Access', type: 'full-access', description: 'Made at the first start. Reads and writes all content.' },
  { name: 'Read Only', type: 'read-only', description: 'Made at the first start. Reads all content.' },
] as const;

/**
 * Gives a fresh CMS, one with neither an admin nor a token, its first two tokens. Instances that start at once make them once. A host
 * that has API tokens of its own, as Strapi, makes its first tokens itself.
 */
export async function seedTokens(host: Pick<Host, 'db' | 'contentTypes'>, store: Store, secrets: KeySecrets): Promise<void> {
  if ('admin::api-token' in host.contentTypes) return;
  const isFresh = async (rows: TokenRows) => (await host.db.query('admin::user').count()) === 0 && !(await rows.hasAny());
  if (!(await isFresh(store.rows))) return;
  await store.write(async ({ rows, changed }) => {
    // Once more, now that other instances wait.
    if (!(await isFresh(rows))) return;
    const now = Date.now();
    for (const token of DEFAULT_TOKENS) {
      const { id } = await rows.insert({
        ...token, kind: 'content-api', lifespan: null, expiresAt: null, createdAt: now, updatedAt: now,
        madeBy: { type: SYSTEM.type, id: null, label: null }, ownerId: null, key: issueKey(secrets, 'content-api').record, permissions: [],
      });
      changed({ tokenIds: [id], ownerIds: [] });
    }
  });
}
