import { contentTypes } from '../../../cms/api';
import { seedDemoContent } from '../../../cms/api/demo-content';
import { createTestDatabase, dialectsUnderTest } from '../../support/database';

describe.each(dialectsUnderTest())('seedDemoContent on %s', (dialect) => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>;

  beforeEach(async () => {
    database = await createTestDatabase(dialect, contentTypes);
  });

  afterEach(() => database.drop());

  const count = (name: string) => database.query(`api::${name}.${name}`).count();

  it('fills an empty database with articles in categories and a homepage', async () => {
    expect(await seedDemoContent({ db: database })).toBe(true);
    expect([await count('article'), await count('category'), await count('homepage')]).toEqual([12, 4, 1]);
    expect(await database.query('api::article.article').count({ where: { category: { $null: true } } })).toBe(0);
  });

  it('fills it once, however many processes start', async () => {
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => seedDemoContent({ db: database })));
    expect(outcomes.filter(Boolean)).toHaveLength(1);
    expect(await count('article')).toBe(12);
  });

  it.each([
    ['api::article.article', { title: 'Mine' }], ['api::category.category', { name: 'Mine' }], ['api::homepage.homepage', { heading: 'Mine' }],
  ])('leaves a database alone that holds an %s', async (uid, data) => {
    await database.query(uid).create({ data });
    expect(await seedDemoContent({ db: database })).toBe(false);
    expect(await count('article') + await count('category') + await count('homepage')).toBe(1);
  });
});
