import { TOKEN, TOKEN_PERMISSION } from './content-types';
import type { Host } from './host';

const KEY = 'persisted_tables';

/**
 * Tells Strapi to keep the plugin's tables where it starts without the plugin: it would drop them with all tokens, as tables of content
 * types that are gone. Strapi has a list for this, of names and of objects with a name.
 */
export async function keepTables({ db, store: openStore }: Pick<Host, 'db' | 'store'>): Promise<void> {
  const { metadata } = db;
  if (metadata === undefined) return;
  const tables = [TOKEN, TOKEN_PERMISSION].flatMap((uid) => {
    const { tableName, attributes } = metadata.get(uid);
    return [tableName, ...Object.values(attributes).flatMap(({ joinTable }) => joinTable?.name ?? [])];
  });
  const store = openStore({ type: 'core' });
  const kept = (await store.get({ key: KEY }) ?? []) as Array<string | { name: string }>;
  const names = new Set(kept.map((table) => (typeof table === 'string' ? table : table.name)));
  const missing = [...new Set(tables)].filter((table) => !names.has(table));
  if (missing.length > 0) await store.set({ key: KEY, value: [...kept, ...missing] });
}
