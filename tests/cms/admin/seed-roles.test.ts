import { adminContentTypes } from '../../../cms/admin/content-types';
import { createAdmin } from '../../../cms/admin/create-admin';
import { createDatabase } from '../../../cms/database/create-database';
import { dialectsUnderTest, quietLog, testDatabaseSettings } from '../../support/database';

const editorActions = ['plugin::desk.desk.open', 'plugin::desk.desk.close'];

describe.each(dialectsUnderTest())('the first roles (%s)', (dialect) => {
  it('are made once by many that start at once, and not made again', async () => {
    const { settings, drop } = await testDatabaseSettings(dialect);
    const databases = Array.from({ length: 8 }, () => createDatabase(settings, adminContentTypes, quietLog));
    try {
      const seed = async (db: (typeof databases)[number]) => {
        await db.sync();
        await createAdmin({ db, contentTypes: {}, config: { get: () => 'a secret' } } as never, { editorActions }).seed();
      };
      await Promise.all(databases.map(seed));
      const [db] = databases;
      const roles = () => db!.query('admin::role').findMany({ populate: ['permissions'], orderBy: { id: 'asc' } });
      expect((await roles()).map((role) => [role['name'], role['code'], role['permissions'].map((permission: any) => permission.action)])).toEqual([
        ['Super Admin', 'strapi-super-admin', []],
        ['Editor', 'strapi-editor', editorActions],
      ]);
      await db!.query('admin::permission').deleteMany({ where: {} });
      await db!.query('admin::role').delete({ where: { code: 'strapi-editor' } });
      await seed(db!);
      expect(await roles()).toHaveLength(1);
    } finally {
      await Promise.all(databases.map((db) => db.destroy()));
      await drop();
    }
  });
});
