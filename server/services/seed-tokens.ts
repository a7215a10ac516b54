import { TOKEN } from '../content-types';
import type { Host } from '../host';
import { SYSTEM } from './callers';
import type { Tokens } from './tokens';

const DEFAULT_TOKENS = [
  { name: 'Full Access', type: 'full-access', description: 'Made at the first start. Reads and writes all content.' },
  { name: 'Read Only', type: 'read-only', description: 'Made at the first start. Reads all content.' },
] as const;

/**
 * Gives a fresh CMS, one with neither an admin nor a token, its first two tokens. Instances that start at once make them once. A host
 * that has API tokens of its own, as Strapi, makes its first tokens itself, and one without accounts, as a plain Koa app, has no page
 * that could show their keys.
 */
export async function seedTokens(host: Pick<Host, 'db' | 'contentTypes'>, tokens: Tokens): Promise<void> {
  if ('admin::api-token' in host.contentTypes || !('admin::user' in host.contentTypes)) return;
  const isFresh = async () =>
    (await host.db.query('admin::user').count()) === 0 && (await host.db.query(TOKEN).count()) === 0;
  if (!(await isFresh())) return;
  await tokens.write(SYSTEM, 'plugin::api-tokens.api-tokens.create', async ({ madeBy }) => {
    // Once more, now that other instances wait.
    if (!(await isFresh())) return;
    for (const token of DEFAULT_TOKENS) {
      await tokens.insert({ ...token, kind: 'content-api', lifespan: null, notAfter: Infinity, madeBy, permissions: [], ownerId: null });
    }
  });
}
