import { contentTypes } from '../content-types';
import type { Host } from '../host';
import type { Store } from '../store/store';
import { FORMER_TABLES, hasTable } from '../start/carry-over';

const KEY = 'persisted_tables';

/**
 * Tells Strapi to keep the plugin's tables where it starts without the plugin: it would drop them with all tokens, as tables of content
 * types that are gone. Strapi has a list for this, of names and of objects with a name.
 */
export async function keepTables(host: Pick<Host, 'db' | 'store'>): Promise<void> {
  // Another host drops nothing.
  if (host.db.metadata === undefined) return;
  await keep(host, Object.values(contentTypes).map(({ schema }) => schema.collectionName));
}

/** The same for the tables of version 0.1.0, before Strapi compares its tables with the content types: they are still to be carried over. */
export function keepFormerTables(host: Pick<Host, 'db' | 'store' | 'hook'>, { db }: Store): void {
  host.hook?.('strapi::content-types.beforeSync').register(async () => {
    if (await hasTable(db, db.connection, FORMER_TABLES.at(-1)!)) await keep(host, FORMER_TABLES);
  });
}

async function keep({ store: openStore }: Pick<Host, 'store'>, tables: readonly string[]): Promise<void> {
  const store = openStore({ type: 'core' });
  const kept = (await store.get({ key: KEY }) ?? []) as Array<string | { name: string }>;
  const names = new Set(kept.map((table) => (typeof table === 'string' ? table : table.name)));
  const missing = tables.filter((table) => !names.has(table));
  if (missing.length > 0) await store.set({ key: KEY, value: [...kept, ...missing] });
}
