import fc from 'fast-check';
import qs from 'qs';
import type { Restrictions } from '../../../server/contract';
import { type Client, registerFirstAdmin, startTestCms, type TestCms } from '../../support/cms';
import { dialectsUnderTest } from '../../support/database';

const TYPES = { article: 'api::article.article', category: 'api::category.category' };
type Kind = keyof typeof TYPES;
type Record_ = Record<string, any>;
/** As the API answers it to whoever may read everything, with its relation by reference, so that conditions can follow it. */
type World = Record<Kind, Record_[]>;

const VALUES: Record<Kind, string[]> = { article: ['title', 'body', 'views'], category: ['name'] };
const RELATIONS: Record<Kind, [name: string, target: Kind]> = { article: ['category', 'category'], category: ['articles', 'article'] };
const PLURALS: Record<Kind, string> = { article: 'articles', category: 'categories' };

/** Whether a record meets conditions, as SQL has it: null is unknown. */
function holds(filters: Record_, record: Record_, kind: Kind): boolean | null {
  return all(Object.entries(filters).map(([key, operand]) => {
    if (key === '$and') return all(operand.map((each: Record_) => holds(each, record, kind)));
    if (key === '$or') return negated(all(operand.map((each: Record_) => negated(holds(each, record, kind)))));
    if (key === '$not') return negated(holds(operand, record, kind));
    const [relation, target] = RELATIONS[kind];
    if (key !== relation) return compares(operand, record[key]);
    const related: Record_[] = [record[key] ?? []].flat();
    if ('$null' in operand) return (related.length === 0) === operand.$null;
    return related.some((each) => holds(operand, each, target) === true);
  }));
}

const negated = (value: boolean | null) => (value === null ? null : !value);
const all = (values: Array<boolean | null>) => (values.includes(false) ? false : values.includes(null) ? null : true);

function compares(operand: Record_, value: any): boolean | null {
  const [[operator, other]] = Object.entries(operand) as [[string, any]];
  if (operator === '$null') return (value === null) === other;
  if (value === null) return null;
  switch (operator) {
    case '$eq': return value === other;
    case '$ne': return value !== other;
    case '$gt': return value > other;
    default: return String(value).includes(other);
  }
}

/** Whether conditions name a field that may not be read. */
function names(filters: Record_, kind: Kind, mayRead: (kind: Kind, name: string) => boolean): boolean {
  return Object.entries(filters).some(([key, operand]) => {
    if (key.startsWith('$')) return [operand].flat().some((each) => names(each, kind, mayRead));
    const [relation, target] = RELATIONS[kind];
    return !mayRead(kind, key) || (key === relation && !('$null' in operand) && names(operand, target, mayRead));
  });
}

/** What is left of a world: records that meet the conditions, and relations among them. */
function within(world: World, { types = {} }: Restrictions): World {
  const isThere = (kind: Kind, record: Record_) => holds(types[TYPES[kind]]?.where ?? {}, record, kind) === true;
  const left = { article: new Map<Record_, Record_>(), category: new Map<Record_, Record_>() };
  for (const kind of ['article', 'category'] as const) for (const record of world[kind]) if (isThere(kind, record)) left[kind].set(record, { ...record });
  for (const article of left.article.values()) article['category'] = left.category.get(article['category']) ?? null;
  for (const category of left.category.values()) category['articles'] = category['articles'].flatMap((each: Record_) => left.article.get(each) ?? []);
  return { article: [...left.article.values()], category: [...left.category.values()] };
}

const text = fc.constantFrom('a', 'b', 'ab');
const conditions: Record<string, fc.Arbitrary<Record_>> = {
  title: fc.oneof(fc.record({ $eq: text }), fc.record({ $contains: text })),
  body: fc.oneof(fc.record({ $ne: text }), fc.record({ $null: fc.boolean() })),
  views: fc.oneof(fc.record({ $gt: fc.integer({ min: 0, max: 3 }) }), fc.record({ $null: fc.boolean() })),
  name: fc.oneof(fc.record({ $eq: text }), fc.record({ $ne: text })),
};
/** Of both kinds together, which contain each other: the API limits how deeply conditions may be nested. */
const depthIdentifier = fc.createDepthIdentifier();
const { article: articleFilters, category: categoryFilters } = fc.letrec<Record<Kind, Record_>>((tie) => {
  const filtersOf = (kind: Kind) => {
    const [relation, target] = RELATIONS[kind];
    const values = VALUES[kind].map((name) => fc.record({ [name]: conditions[name]! }));
    const related = fc.oneof(fc.record({ $null: fc.boolean() }), tie(target)).map((operand) => ({ [relation]: operand }));
    const several = fc.array(tie(kind), { minLength: 1, maxLength: 2 });
    return fc.oneof({ maxDepth: 3, depthSize: 'small', depthIdentifier }, ...values, related,
      several.map(($and) => ({ $and })), several.map(($or) => ({ $or })), tie(kind).map(($not) => ({ $not })));
  };
  return { article: filtersOf('article'), category: filtersOf('category') };
});
const filtersOf = (kind: Kind) => (kind === 'article' ? articleFilters : categoryFilters);

const restrictionOf = (kind: Kind) => fc.record({
  read: fc.subarray([...VALUES[kind], RELATIONS[kind][0]]),
  where: filtersOf(kind),
}, { requiredKeys: [] });
const restrictions: fc.Arbitrary<Restrictions> = fc.record({
  types: fc.record({ [TYPES.article]: restrictionOf('article'), [TYPES.category]: restrictionOf('category') }, { requiredKeys: [] }),
}) as fc.Arbitrary<Restrictions>;

const toGraphql = (filters: any): any => (Array.isArray(filters) ? filters.map(toGraphql)
  : typeof filters !== 'object' || filters === null ? filters
  : Object.fromEntries(Object.entries(filters).map(([key, operand]) => [key.replace('$', ''), toGraphql(operand)])));

describe.each(dialectsUnderTest())('for any content and any restriction on %s', (dialect) => {
  let cms: TestCms;
  let admin: Client;
  let full: Client;
  let token: Client;
  let tokenId: number;
  let world: World;

  beforeAll(async () => {
    cms = await startTestCms({ dialect });
    admin = await registerFirstAdmin(cms);
    const make = async (name: string) => (await admin.post('/admin/api-tokens', { name, type: 'full-access' }).expect(201)).body.data;
    full = cms.as((await make('Full')).accessKey);
    const { id, accessKey } = await make('Restricted');
    tokenId = id;
    token = cms.as(accessKey);
    const ids: string[] = [];
    for (const name of ['a', 'b', 'ab']) ids.push((await full.post('/api/categories', { data: { name } }).expect(201)).body.data.documentId);
    for (const [index, title] of ['a', 'b', 'ab', 'a', 'b', 'ab', 'a'].entries()) {
      const body = [null, 'a', 'b', 'ab'][index % 4];
      await full.post('/api/articles', { data: { title, body, views: [null, 0, 1, 2, 3][index % 5], category: [...ids, null][(index * 3) % 4] } }).expect(201);
    }
    const articles: Record_[] = (await full.get('/api/articles?populate=category&sort=id').expect(200)).body.data;
    const categories: Record_[] = (await full.get('/api/categories?sort=id').expect(200)).body.data;
    for (const category of categories) category['articles'] = articles.filter((article) => article['category']?.id === category['id']);
    for (const article of articles) article['category'] = categories.find(({ id: own }) => own === article['category']?.id) ?? null;
    world = { article: articles, category: categories };
  });
  afterAll(() => cms.stop());

  it('REST and GraphQL answer what they answer without it, filtered in memory', async () => {
    const asked = fc.constantFrom<Kind>('article', 'category').chain((kind) => fc.record({ kind: fc.constant(kind), filters: filtersOf(kind) }));
    await fc.assert(fc.asyncProperty(restrictions, fc.array(asked, { minLength: 1, maxLength: 3 }), async (restriction, queries) => {
      await admin.put(`/admin/api-tokens/${tokenId}`, { restrictions: restriction }).expect(200);
      const mayRead = (kind: Kind, name: string) => restriction.types?.[TYPES[kind]]?.read?.includes(name) ?? true;
      const left = within(world, restriction);
      for (const { kind, filters } of queries) {
        const isDenied = names(filters, kind, mayRead);
        const expected = left[kind].filter((record) => holds(filters, record, kind) === true);
        const valuesOf = (of: Kind) => VALUES[of].filter((name) => mayRead(of, name));
        const shown = (record: Record_, of: Kind): Record_ => Object.fromEntries(['documentId', ...valuesOf(of)].map((name) => [name, record[name]]));
        const [relation, target] = RELATIONS[kind];
        const shownWhole = (record: Record_): Record_ => ({
          ...shown(record, kind),
          ...(mayRead(kind, relation) && {
            [relation]: Array.isArray(record[relation]) ? record[relation].map((each) => shown(each, target)) : record[relation] && shown(record[relation], target),
          }),
        });

        const rest = await token.get(`/api/${PLURALS[kind]}?${qs.stringify({ filters, sort: 'id', populate: '*' })}`);
        expect(rest.status).toBe(isDenied ? 403 : 200);
        if (!isDenied) {
          const cut = ({ id: _, createdAt: __, updatedAt: ___, publishedAt: ____, ...rest }: Record_): Record_ => Object.fromEntries(
            Object.entries(rest).map(([name, value]) => [name, Array.isArray(value) ? value.map(cut) : typeof value === 'object' && value !== null ? cut(value) : value]));
          expect(rest.body.data.map(cut)).toEqual(expected.map(shownWhole));
          expect(rest.body.meta.pagination.total).toBe(expected.length);
        }

        // GraphQL has no way to ask whether there is a related record.
        if (/"(articles|category)":\{"\$null"/.test(JSON.stringify(filters))) continue;
        const related = mayRead(kind, relation) ? `${relation}${kind === 'category' ? '(sort: ["id"])' : ''} { documentId ${valuesOf(target).join(' ')} }` : '';
        const query = `query ($filters: ${kind === 'article' ? 'Article' : 'Category'}FiltersInput) {
          ${PLURALS[kind]}(filters: $filters, sort: ["id"]) { documentId ${valuesOf(kind).join(' ')} ${related} }
          all: ${PLURALS[kind]}_connection(filters: $filters) { pageInfo { total } }
        }`;
        const { body: { data, errors } } = await token.post('/graphql', { query, variables: { filters: toGraphql(filters) } }).expect(200);
        if (isDenied) {
          expect(errors[0].extensions.error.details.code).toBe('ERR_RESTRICTED');
        } else {
          expect(data).toEqual({ [PLURALS[kind]]: expected.map(shownWhole), all: { pageInfo: { total: expected.length } } });
        }
      }
    }), { numRuns: 60 });
  });
});
