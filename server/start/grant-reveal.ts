import type { Host, Row } from '../host';
import type { Store } from '../store/store';

const KINDS = ['api-tokens', 'admin-tokens'];
const DONE = 'revealGranted';
const EDITOR_CODE = 'strapi-editor';
/** What the bundled CMS grants its Editor role at the first start: only to see tokens. */
const SEEDED_EDITOR = KINDS.flatMap((kind) => ['access', 'read'].map((verb) => `plugin::api-tokens.${kind}.${verb}`));

/**
 * Before `reveal` existed, the permission `read` showed keys as well. Roles that had it are granted `reveal`, once, so that nobody loses access;
 * except a seeded Editor role, which was never meant to see keys. Instances that start at the same time do it once.
 */
export async function grantReveal(host: Pick<Host, 'db' | 'store'>, tokenStore: Pick<Store, 'append'>): Promise<void> {
  const store = host.store({ type: 'plugin', name: 'api-tokens' });
  const isDone = async () => (await store.get({ key: DONE })) === true;
  if (await isDone()) return;
  await tokenStore.append(async () => {
    // Again, now under the lock.
    if (await isDone()) return;
    for (const role of await host.db.query('admin::role').findMany({ populate: ['permissions'] })) {
      if (!isSeededEditor(role)) await grantTo(host, role);
    }
    await store.set({ key: DONE, value: true });
  });
}

async function grantTo({ db }: Pick<Host, 'db'>, { id, permissions }: Row): Promise<void> {
  for (const kind of KINDS) {
    const [read, reveal] = ['read', 'reveal'].map((verb) => `plugin::api-tokens.${kind}.${verb}`);
    const present = permissions.find(({ action }: Row) => action === read);
    if (present === undefined || permissions.some(({ action }: Row) => action === reveal)) continue;
    const { conditions } = present;
    await db.query('admin::permission').create({ data: { action: reveal, subject: null, properties: {}, conditions: conditions ?? [], role: id } });
  }
}

function isSeededEditor({ code, permissions }: Row): boolean {
  return code === EDITOR_CODE && permissions.every(({ action }: Row) => SEEDED_EDITOR.includes(action));
}
