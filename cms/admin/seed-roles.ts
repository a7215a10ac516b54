import type { Database } from '../../server/host';
import { EDITOR_CODE, SUPER_ADMIN_CODE } from './content-types';
import { nobody } from './caller';
import type { AccountChanges } from './services/account-changes';

/** Creates the default roles if there are none: the super admin's, and an editor's with `editorActions`. */
export async function seedRoles(db: Database, change: AccountChanges, editorActions: string[]): Promise<void> {
  await change(nobody, async () => {
    const roles = db.query('admin::role');
    if (await roles.count() > 0) return;
    await roles.create({
      data: { name: 'Super Admin', code: SUPER_ADMIN_CODE, description: 'Super Admins can access and manage all features and settings.' },
    });
    const editor = await roles.create({
      data: { name: 'Editor', code: EDITOR_CODE, description: 'Editors can view tokens, but not change anything.' },
    });
    for (const action of editorActions) await db.query('admin::permission').create({ data: { action, role: editor.id } });
  });
}
