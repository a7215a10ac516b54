import { contentTypes } from '../content-types';
import type { Host } from '../host';
import type { Store } from '../store/store';
import { FORMER_TABLES, hasTable } from '../start/carry-over';

const KEY = 'persisted_tables';

/**
 * Tells Strapi to keep the plugin's tables when it starts without the plugin: otherwise it would drop them, with all tokens, as tables of removed
 * content types. Strapi has a list for this, of names and of objects with a name. Instances that start at the same time write it once.
 */
export async function keepTables(host: Pick<Host, 'db' | 'store'>, tokenStore: Pick<Store, 'append'>): Promise<void> {
  // Other hosts drop nothing.
  if (host.db.metadata === undefined) return;
  const tables = Object.values(contentTypes).map(({ schema }) => schema.collectionName);
  if (missingFrom(await keptTables(host), tables).length > 0) await tokenStore.append(() => keep(host, tables));
}

/** The same for the tables of version 0.1.0, before Strapi compares its tables with the content types: they have not been migrated yet. */
export function keepFormerTables(host: Pick<Host, 'db' | 'store' | 'hook'>, { db }: Store): void {
  host.hook?.('strapi::content-types.beforeSync').register(async () => {
    if (await hasTable(db, db.connection, FORMER_TABLES.at(-1)!)) await keep(host, FORMER_TABLES);
  });
}

type KeptTables = Array<string | { name: string }>;

async function keep(host: Pick<Host, 'store'>, tables: readonly string[]): Promise<void> {
  const kept = await keptTables(host);
  const missing = missingFrom(kept, tables);
  if (missing.length > 0) await host.store({ type: 'core' }).set({ key: KEY, value: [...kept, ...missing] });
}

async function keptTables({ store }: Pick<Host, 'store'>): Promise<KeptTables> {
  return (await store({ type: 'core' }).get({ key: KEY }) ?? []) as KeptTables;
}

function missingFrom(kept: KeptTables, tables: readonly string[]): string[] {
  const names = new Set(kept.map((table) => (typeof table === 'string' ? table : table.name)));
  return tables.filter((table) => !names.has(table));
}
