import type { Restrictions } from '../../../../server/grant/restrictions';
import { createNarrowQuery, separate, type Query } from '../../../../server/strapi/restrictions/narrow-query';
import { createReach } from '../../../../server/strapi/restrictions/reach';
import { schemaOf } from '../../../../server/strapi/restrictions/schema';

const relation = (target: string) => ({ type: 'relation', relation: 'manyToMany', target });
const MODELS: Record<string, any> = {
  novel: {
    options: { draftAndPublish: true }, pluginOptions: { i18n: { localized: true } },
    attributes: { title: { type: 'string' }, writer: relation('writer'), sequels: relation('novel'), localizations: relation('novel'), quote: relation('quote') },
  },
  writer: { attributes: { name: { type: 'string' }, salary: { type: 'integer' }, novels: relation('novel') } },
  quote: { modelType: 'component', attributes: { text: { type: 'string' }, novel: relation('novel') } },
};
const schema = schemaOf({ getModel: (uid) => MODELS[uid], db: { metadata: { get: (uid) => MODELS[uid] } } });

function narrow(restrictions: Restrictions, query: Query, uid: string): Query {
  const reach = createReach(restrictions, schema, (type) => (restrictions.types?.[type]?.where ?? null) as any);
  const isReadable = (type: string, name: string) => restrictions.types?.[type]?.read?.includes(name) ?? true;
  createNarrowQuery(reach, isReadable, schema, (restriction, path) => {
    throw new Error(`${restriction} ${path.replace(/^\./, '')}`);
  })(query, uid);
  return query;
}

const PUBLISHED: Restrictions = { read: { status: 'published' } };
const published = { publishedAt: { $notNull: true } };

describe('what is read from Strapi’s database', () => {
  it('is of readable rows alone, also where Strapi’s own conditions are on all that is populated', () => {
    const filters = (query: Query, uid: string) => (query.filters as any)({ meta: { uid } });
    const query = narrow(PUBLISHED, { filters: ({ meta }: any) => (meta.uid === 'novel' ? { title: 'x' } : {}) }, 'writer');
    expect(filters(query, 'novel')).toEqual({ $and: [{ title: 'x' }, published] });
    expect(filters(query, 'writer')).toEqual({ $and: [] });
    expect(filters(narrow({ locales: ['en'] }, {}, 'novel'), 'novel')).toEqual({ $and: [{ locale: { $in: ['en'] } }] });
  });

  it('is found through readable rows alone', () => {
    const where = (given: object, uid = 'writer') => narrow(PUBLISHED, { where: given }, uid).where;
    expect(where({ novels: { title: 'x' } })).toEqual({ novels: { $and: [{ title: 'x' }, published] } });
    expect(where({ novels: 5 })).toEqual({ novels: { $and: [{ id: 5 }, published] } });
    expect(where({ novels: { $in: [5] } })).toEqual({ novels: { $and: [{ id: { $in: [5] } }, published] } });
    expect(where({ $or: [{ name: 'a' }, { novels: { writer: { novels: { title: 'x' } } } }] })).toEqual({
      $or: [{ name: 'a' }, { novels: { $and: [{ writer: { novels: { $and: [{ title: 'x' }, published] } } }, published] } }],
    });
  });

  it('has each condition by itself, since Strapi would let one overwrite another', () => {
    expect(narrow(PUBLISHED, { where: { name: 'a', novels: { title: 'x' } } }, 'writer').where).toEqual({ $and: [{ name: 'a' }, { novels: { $and: [{ title: 'x' }, published] } }] });
    expect(separate({ a: 1, b: { c: 1, d: { $gt: 1, $lt: 3 } } })).toEqual({ $and: [{ a: 1 }, { b: { $and: [{ c: 1 }, { d: { $gt: 1, $lt: 3 } }] } }] });
  });

  it('needs no condition where a relation joins rows of the same status', () => {
    expect(narrow(PUBLISHED, { where: { sequels: { title: 'x' } }, orderBy: { sequels: { title: 'asc' } } }, 'novel').where).toEqual({ sequels: { title: 'x' } });
    expect(narrow(PUBLISHED, { where: { quote: { novel: { title: 'x' } } } }, 'novel').where).toEqual({ quote: { novel: { title: 'x' } } });
    expect(narrow(PUBLISHED, { where: { localizations: { title: 'x' } } }, 'novel').where).toEqual({ localizations: { $and: [{ title: 'x' }, published] } });
  });

  it.each<[string, Restrictions, Query, string, string]>([
    ['drafts', PUBLISHED, { where: { publishedAt: { $null: true } } }, 'novel', 'status filters.publishedAt'],
    ['drafts in a relation', PUBLISHED, { populate: { novels: { where: { publishedAt: null } } } }, 'writer', 'status populate.novels.filters.publishedAt'],
    ['a negation through a relation', PUBLISHED, { where: { $not: { novels: { title: 'x' } } } }, 'writer', 'status filters.$not.novels'],
    ['the absence of a relation', { locales: ['en'] }, { where: { novels: { $null: true } } }, 'writer', 'locale filters.novels'],
    ['an order by a relation', PUBLISHED, { orderBy: [{ novels: { title: 'asc' } }] }, 'writer', 'status sort.novels'],
    ['an order by the state of drafts', PUBLISHED, { orderBy: { status: 'asc' } }, 'novel', 'status sort.status'],
    ['an order by other locales', { locales: ['en'] }, { orderBy: { localizations: { title: 'asc' } } }, 'novel', 'locale sort.localizations'],
    ['an order by a field', { types: { writer: { read: ['name'] } } }, { orderBy: { writer: { salary: 'asc' } } }, 'novel', 'field sort.writer.salary'],
    ['a condition on a field', { types: { writer: { read: ['name'] } } }, { where: { $and: [{ writer: { $or: [{ salary: 1 }] } }] } }, 'novel', 'field filters.$and.writer.$or.salary'],
    ['a field', { types: { writer: { read: ['name'] } } }, { populate: { writer: { select: ['name', 'salary'] } } }, 'novel', 'field populate.writer.fields.salary'],
    ['a search', { types: { writer: { read: ['name'] } } }, { _q: '200' }, 'writer', 'field _q'],
    ['a search in a relation', { types: { writer: { read: ['name'] } } }, { populate: { writer: { _q: '200' } } }, 'novel', 'field populate.writer._q'],
    ['a relation', { types: { writer: { read: ['name'] } } }, { populate: ['writer.novels'] }, 'novel', 'field populate.writer.populate.novels'],
  ])('denies %s', (_, restrictions, query, uid, message) => {
    expect(() => narrow(restrictions, query, uid)).toThrow(message);
  });
});
