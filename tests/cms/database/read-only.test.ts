import { createDatabase, type SqlDatabase } from '../../../cms/database/create-database';
import { dialectsUnderTest, quietLog, testDatabaseSettings, type TestDatabaseSettings } from '../../support/database';
import { library, SHELF } from './library';

/** Makes a connection refuse writes, as all connections to a replica do. */
const refuseWrites = {
  sqlite: 'pragma query_only = on',
  postgres: 'set default_transaction_read_only = on',
  mysql: 'set session transaction read only',
};

describe.each(dialectsUnderTest())('a read-only %s', (dialect) => {
  let place: TestDatabaseSettings;
  let db: SqlDatabase;

  beforeAll(async () => {
    place = await testDatabaseSettings(dialect);
    db = createDatabase({ ...place.settings, pool: { min: 1, max: 1 } }, library, quietLog);
    await db.sync();
    await db.query(SHELF).create({ data: { name: 'before' } });
    await db.connection.raw(refuseWrites[dialect]);
  });
  afterAll(async () => {
    await db.destroy();
    await place.drop();
  });

  it('is read as ever', async () => {
    expect(await db.query(SHELF).findMany()).toMatchObject([{ name: 'before' }]);
  });

  it('rejects writes with 503, since it may be another server\'s turn to take them in a moment', async () => {
    const readOnly = { kind: 'read-only', status: 503, name: 'ServiceUnavailableError', headers: { 'Retry-After': '1' } };
    const shelf = () => db.query(SHELF).create({ data: { name: 'x' } });
    await expect(shelf()).rejects.toMatchObject(readOnly);
    await expect(db.transaction(shelf)).rejects.toMatchObject(readOnly);
    await expect(db.query(SHELF).deleteMany({})).rejects.toMatchObject(readOnly);
  });
});
