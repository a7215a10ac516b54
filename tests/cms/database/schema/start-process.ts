/**
 * A process as several of them start on one database: makes the tables, then a shelf if there is none yet, then adds books.
 * `SETTINGS` holds the database's settings in JSON, `BOOKS` how many books.
 */
import { createDatabase } from '../../../../cms/database/create-database';
import { quietLog } from '../../../support/database';
import { BOOK, library, SHELF } from '../library';

async function start(): Promise<void> {
  const db = createDatabase(JSON.parse(process.env['SETTINGS']!), library, quietLog);
  await db.exclusively(async () => {
    await db.sync();
    if (await db.query(SHELF).count() === 0) await db.query(SHELF).create({ data: { name: 'first' } });
  });
  for (let n = 0; n < Number(process.env['BOOKS']); n += 1) {
    await db.transaction(async () => {
      const count = await db.query(BOOK).count();
      await db.query(BOOK).create({ data: { title: `book ${count}` } });
    });
  }
  await db.destroy();
}

void start();
