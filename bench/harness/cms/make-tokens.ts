import type { Cms } from '../../../cms/cms';
import type { Restrictions } from '../../../server/grant/restrictions';
import { createAccessKey } from '../../../server/key/access-key';
import { pluginServices } from '../../../server/services';
import type { TokenRecord } from '../../../server/token/token-record';
import type { RateLimit } from '../../../server/token/request-window';
import { actionsOf } from '../fill-tokens';

/** A token to make; `permissions` counts the actions of a custom one, those of articles first. */
export interface TokenSpec {
  type: 'read-only' | 'full-access' | 'custom';
  permissions?: number;
  rateLimit?: RateLimit;
  restrictions?: Restrictions;
}

/** Makes tokens for the content API without end, and answers their keys. */
export async function makeTokens(cms: Cms, specs: TokenSpec[]): Promise<string[]> {
  const specified = specs.map(({ type, permissions = 0, rateLimit = null, restrictions = null }) =>
    ({ kind: 'content-api' as const, type, ownerId: null, rateLimit, restrictions, actions: actionsOf(permissions) }));
  return writeTokens(cms, specified);
}

/** Makes an admin token of the first user, and answers its key. */
export async function makeAdminToken(cms: Cms): Promise<string> {
  const owner = await cms.db.query('admin::user').findOne({ where: {} });
  const [accessKey] = await writeTokens(cms, [{ kind: 'admin', type: null, ownerId: owner!.id, actions: ['admin::users.read'] }]);
  return accessKey!;
}

type Specified = Pick<TokenRecord, 'kind' | 'type' | 'ownerId'> & Partial<Pick<TokenRecord, 'rateLimit' | 'restrictions'>> & { actions: string[] };

/** Writes tokens without end, and answers their keys. */
async function writeTokens(cms: Cms, specified: Specified[]): Promise<string[]> {
  const { issueKey, store } = pluginServices(cms);
  const now = Date.now();
  return store.write(async ({ rows, changed }) => {
    const keys: string[] = [];
    for (const { actions, ...token } of specified) {
      const { accessKey, record } = issueKey(token.kind);
      const { id } = await rows.insert({
        ...token, name: createAccessKey('name', 'content'), description: '', lifespan: null, expiresAt: null, createdAt: now,
        madeBy: null, key: record, permissions: actions.map((action) => ({ action })),
      });
      changed({ tokenIds: [id], ownerIds: [] });
      keys.push(accessKey);
    }
    return keys;
  });
}
