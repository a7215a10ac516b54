import { createTestDatabase, dialectsUnderTest } from '../../support/database';

describe.each(dialectsUnderTest())('the knex instance on %s', (dialect) => {
  it('has transactions and batches of its own', async () => {
    const database = await createTestDatabase(dialect, []);
    const { connection: knex } = database;
    try {
      await knex.schema.createTable('things', (table) => {
        table.integer('number');
      });
      await knex.transaction(async (transaction) => {
        await transaction('things').insert({ number: 1 });
      });
      await knex.transaction(async (transaction) => {
        await transaction('things').insert({ number: 2 });
        throw new Error('no');
      }).catch(() => {});
      await knex.batchInsert('things', [{ number: 3 }, { number: 4 }], 1);
      expect(await knex('things').orderBy('number').pluck('number')).toEqual([1, 3, 4]);
    } finally {
      await database.drop();
    }
  });
});
