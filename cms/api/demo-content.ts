import type { Cms } from '../cms';

const heading = 'The Harbour Post';

const articles: Array<{ category: string; title: string; views: number; body: string }> = [
  {
    category: 'Town',
    title: 'The old ferry will sail again in May',
    views: 1842,
    body: 'After two winters in the dock the Katrine has a new hull and the same bell. The first crossing leaves on the second of '
      + 'May at eight, and the first hundred passengers travel free.',
  },
  {
    category: 'Town',
    title: 'Market square gets its trees back',
    views: 967,
    body: 'Twelve limes were planted this week where the car park used to be. They will need five years to give any shade worth '
      + 'the name, the gardener says, and a good deal of water until then.',
  },
  {
    category: 'Town',
    title: 'Night buses to run until two',
    views: 2310,
    body: 'From Friday the lines 3 and 7 run every half hour until two in the morning. The council calls it a trial; the drivers '
      + 'call it overdue.',
  },
  {
    category: 'Kitchen',
    title: 'What to do with a glut of courgettes',
    views: 3105,
    body: 'Grate them, salt them, wait ten minutes and squeeze. What is left makes fritters, cake and a surprisingly good pickle.',
  },
  {
    category: 'Kitchen',
    title: 'Rye bread in three days, ten minutes each',
    views: 1276,
    body: 'The first day you wake the starter, the second you mix, the third you bake. None of it is work; all of it is patience.',
  },
  {
    category: 'Kitchen',
    title: 'A fish soup for a cold evening',
    views: 884,
    body: 'Buy what the boats brought in and do not be clever about it. Fennel, a little saffron, potatoes, and the fish only at '
      + 'the very end.',
  },
  {
    category: 'Science',
    title: 'Why the harbour glows in August',
    views: 4521,
    body: 'The light comes from single-celled algae that flash when the water moves. Warm, still weeks let them multiply, and '
      + 'then every oar stroke leaves a trail.',
  },
  {
    category: 'Science',
    title: 'Counting birds from a rooftop',
    views: 655,
    body: 'For thirty autumns the same three friends have met on the school roof to count cranes. Their notebooks now fill a gap '
      + 'in the national records.',
  },
  {
    category: 'Science',
    title: 'The tide gauge that never stopped',
    views: 1498,
    body: 'Since 1887 a float in a stone well has drawn a line on paper. It has outlived four lighthouse keepers and two attempts '
      + 'to replace it.',
  },
  {
    category: 'Culture',
    title: 'A choir for people who cannot sing',
    views: 2067,
    body: 'There is no audition and no sheet music. Sixty people came to the first evening, and the neighbours have complained '
      + 'only once.',
  },
  {
    category: 'Culture',
    title: 'The library lends out sewing machines',
    views: 1733,
    body: 'Also drills, a telescope and, by popular demand, a waffle iron. The waiting list for the telescope is four weeks long.',
  },
  {
    category: 'Culture',
    title: 'One film a week, chosen by lot',
    views: 742,
    body: 'Anyone may drop a title into the box at the Odeon. On Sundays one is drawn and shown, whatever it is. Last week it was '
      + 'a silent film about a lost umbrella.',
  },
];

/**
 * Adds a small newspaper to a database without articles, categories and a homepage, so that newcomers have something to read; leaves any
 * other database unchanged. Returns whether it added anything. Safe when processes start at once.
 */
export async function seedDemoContent(cms: Pick<Cms, 'db'>): Promise<boolean> {
  const [articleQuery, categoryQuery, homepageQuery] = [
    cms.db.query('api::article.article'), cms.db.query('api::category.category'), cms.db.query('api::homepage.homepage'),
  ];
  return cms.db.exclusively(() => cms.db.transaction(async () => {
    for (const query of [articleQuery, categoryQuery, homepageQuery]) {
      if (await query.count() > 0) return false;
    }
    const categories = new Map<string, number | string>();
    for (const name of new Set(articles.map((article) => article.category))) {
      const { id } = await categoryQuery.create({ data: { name } });
      categories.set(name, id);
    }
    for (const { category, ...data } of articles) {
      await articleQuery.create({ data: { ...data, category: categories.get(category) } });
    }
    await homepageQuery.create({ data: { heading } });
    return true;
  }));
}
