import { type Change, checkRestrictions, type Content, narrowRead, narrowWrite, type Query, reachOf, type Restrictions } from '../../../server/grant/restrictions';

const STORY = 'api::story.story';
const AUTHOR = 'api::author.author';

const content: Content = {
  types: {
    [STORY]: {
      hasDrafts: true,
      isLocalized: true,
      attributes: {
        title: { type: 'string' },
        notes: { type: 'text' },
        secret: { type: 'string', private: true },
        slug: { type: 'uid' },
        locale: { type: 'string' },
        publishedAt: { type: 'datetime' },
        author: { type: 'relation', target: AUTHOR, inversedBy: 'stories' },
        anything: { type: 'relation' },
        cover: { type: 'media' },
        seo: { type: 'component', component: 'shared.seo' },
        blocks: { type: 'dynamiczone', components: ['shared.seo', 'shared.quote'] },
      },
    },
    [AUTHOR]: { attributes: { name: { type: 'string' }, email: { type: 'email' }, stories: { type: 'relation', target: STORY, mappedBy: 'author' } } },
    'shared.seo': { attributes: { description: { type: 'string' }, editor: { type: 'relation', target: AUTHOR } } },
    'shared.quote': { attributes: { text: { type: 'string' } } },
    'plugin::upload.file': { attributes: { url: { type: 'string' }, caption: { type: 'string' } } },
  },
  locales: ['en', 'fr', 'de'],
  defaultLocale: 'en',
};

const read = (query: Query, restrictions: Restrictions, uid = STORY) => {
  const { denial, query: narrowed } = narrowRead(query, uid, restrictions, content) as { denial?: object; query?: Query };
  return denial ?? JSON.parse(JSON.stringify(narrowed));
};
const write = (change: Change, restrictions: Restrictions, uid = STORY) => {
  const narrowed = narrowWrite(change, uid, restrictions, content);
  return narrowed.denial ?? narrowed;
};

const PUBLISHED: Restrictions = { read: { status: 'published' } };
const DRAFTS: Restrictions = { write: { status: 'draft' } };
const FRENCH: Restrictions = { locales: ['fr', 'de'] };
const FIELDS: Restrictions = { types: { [STORY]: { read: ['title', 'author', 'seo', 'blocks'] }, [AUTHOR]: { read: ['name'] } } };
const IN_FRENCH = { locale: { $in: ['fr', 'de'] } };
const IS_PUBLISHED = { publishedAt: { $notNull: true } };

describe('narrowRead', () => {
  it.each<[Query, Restrictions, object]>([
    [{}, PUBLISHED, { status: 'published', filters: IS_PUBLISHED }],
    [{ status: 'published' }, PUBLISHED, { status: 'published', filters: IS_PUBLISHED }],
    [{ status: 'draft' }, PUBLISHED, { restriction: 'status', path: 'status' }],
    [{ status: ['published', 'draft'] }, PUBLISHED, { restriction: 'status', path: 'status' }],
    [{ publicationState: 'preview' }, PUBLISHED, { restriction: 'status', path: 'publicationState' }],
    [{ publicationFilter: 'modified' }, PUBLISHED, { restriction: 'status', path: 'publicationFilter' }],
    [{ hasPublishedVersion: 'false' }, PUBLISHED, { restriction: 'status', path: 'hasPublishedVersion' }],
    [{ populate: { author: { populate: { stories: { status: 'draft' } } } } }, PUBLISHED, { restriction: 'status', path: 'populate.author.populate.stories.status' }],
    [{}, FRENCH, { restriction: 'locale' }],
    [{ locale: 'en' }, FRENCH, { restriction: 'locale', path: 'locale' }],
    [{ locale: ['fr', 'en'] }, FRENCH, { restriction: 'locale', path: 'locale' }],
    [{ locale: 'fr' }, FRENCH, { locale: 'fr', filters: IN_FRENCH }],
    [{ locale: '*' }, FRENCH, { locale: ['fr', 'de'], filters: IN_FRENCH }],
    [{ locale: 'fr', filters: { title: 'x' } }, FRENCH, { locale: 'fr', filters: { $and: [IN_FRENCH, { title: 'x' }] } }],
    [{ fields: 'title' }, FIELDS, { fields: ['title'] }],
    [{ fields: 'notes' }, FIELDS, { restriction: 'field', path: 'fields.notes' }],
    [{ fields: 'secret' }, {}, { fields: 'secret' }],
    [{ filters: { secret: 'x' } }, {}, { restriction: 'field', path: 'filters.secret' }],
    [{ populate: '*' }, FIELDS, {
      fields: ['title'], populate: { author: { fields: ['name'] }, seo: {}, blocks: { on: { 'shared.seo': {}, 'shared.quote': {} } } },
    }],
    [{ populate: 'seo.editor' }, FIELDS, { fields: ['title'], populate: { seo: { populate: { editor: { fields: ['name'], populate: {} } } } } }],
    [{ populate: { seo: { populate: { editor: { fields: ['email'] } } } } }, FIELDS, { restriction: 'field', path: 'populate.seo.populate.editor.fields.email' }],
    [{ populate: { blocks: { on: { 'shared.seo': { populate: { editor: { sort: 'email' } } } } } } }, FIELDS, {
      restriction: 'field', path: 'populate.blocks.on.shared.seo.populate.editor.sort.email',
    }],
    [{ populate: { anything: true } }, {}, { restriction: 'field', path: 'populate.anything' }],
    [{ populate: 'cover' }, FIELDS, { restriction: 'field', path: 'populate.cover' }],
    [{ filters: { seo: { editor: { email: 'x' } } } }, FIELDS, { restriction: 'field', path: 'filters.seo.editor.email' }],
    [{ sort: 'seo.editor.email' }, FIELDS, { restriction: 'field', path: 'sort.seo.editor.email' }],
    [{ _q: 'x' }, FIELDS, { restriction: 'field', path: '_q' }],
    [{ filters: { $or: { 0: { notes: 'x' } } } }, {}, { restriction: 'field', path: 'filters.$or' }],
    [{ filters: 'x' }, {}, { restriction: 'field', path: 'filters' }],
    [{ populate: { author: { count: true } } }, { types: { [AUTHOR]: { where: { name: 'x' } } } }, { restriction: 'row', path: 'populate.author.count' }],
    [{ filters: { title: 'x' } }, { types: { [STORY]: { where: { gone: 'x' } } } }, { restriction: 'row' }],
  ])('makes %j with %j', (query, restrictions, expected) => {
    expect(read(query, restrictions)).toEqual(expected);
  });

  it('has nothing to do with types that are not named', () => {
    expect(read({ fields: 'email', sort: 'name', _q: 'x', status: 'published' }, { types: { [STORY]: { read: [] } } }, AUTHOR))
      .toEqual({ fields: 'email', sort: 'name', _q: 'x', status: 'published' });
  });
});

describe('narrowWrite', () => {
  it.each<[Change, Restrictions, object]>([
    [{ action: 'create', query: {}, data: { title: 'x' } }, DRAFTS, { query: { status: 'draft' } }],
    [{ action: 'create', query: { status: 'published' }, data: {} }, DRAFTS, { restriction: 'status', path: 'status' }],
    [{ action: 'update', query: {}, data: { publishedAt: null } }, DRAFTS, { restriction: 'status', path: 'data.publishedAt' }],
    [{ action: 'update', query: { fields: 'title' }, data: {} }, { ...DRAFTS, ...PUBLISHED }, { query: { fields: ['documentId'], status: 'draft' } }],
    [{ action: 'update', query: { fields: 'title', status: 'draft' }, data: {} }, PUBLISHED, { query: { fields: ['documentId'], status: 'draft' } }],
    [{ action: 'publish', query: {} }, DRAFTS, { restriction: 'status' }],
    [{ action: 'unpublish', query: {} }, DRAFTS, { restriction: 'status' }],
    [{ action: 'delete', query: {} }, DRAFTS, { restriction: 'status' }],
    [{ action: 'discardDraft', query: {} }, DRAFTS, { query: { status: 'draft' } }],
    [{ action: 'update', query: {}, data: { title: 'x' } }, FRENCH, { restriction: 'locale' }],
    [{ action: 'update', query: { locale: 'fr' }, data: { locale: 'en' } }, FRENCH, { restriction: 'locale', path: 'data.locale' }],
    [{ action: 'delete', query: { locale: '*' } }, FRENCH, { query: { locale: ['fr', 'de'] } }],
    [{ action: 'update', query: {}, data: { notes: 'x' } }, { types: { [STORY]: { write: ['title'] } } }, { restriction: 'field', path: 'data.notes' }],
    [{ action: 'update', query: {}, data: { slug: 'x' } }, { types: { [STORY]: { where: { title: 'x' } } } }, { restriction: 'row', path: 'data.slug' }],
    [{ action: 'update', query: {}, data: { slug: 'x' } }, { types: { [STORY]: { read: ['title'] } } }, { restriction: 'field', path: 'data.slug' }],
    [{ action: 'update', query: {}, data: { author: 1 } }, { types: { [AUTHOR]: { write: ['name'] } } }, { restriction: 'field', path: 'data.author' }],
    [{ action: 'update', query: {}, data: { seo: { editor: 1 } } }, { types: { 'shared.seo': { write: ['description'] } } }, { restriction: 'field', path: 'data.seo.editor' }],
  ])('makes %j with %j', (change, restrictions, expected) => {
    expect(write(change, restrictions)).toMatchObject(expected);
  });

  it('writes drafts alone, so nothing where there are none', () => {
    expect(write({ action: 'create', query: {}, data: {} }, DRAFTS, AUTHOR)).toEqual({ restriction: 'status' });
  });

  it('changes nothing that the rows of another type depend on', () => {
    const restrictions: Restrictions = { types: { [STORY]: { where: { author: { name: 'x' } } } } };
    expect(write({ action: 'update', query: {}, data: { name: 'x' } }, restrictions, AUTHOR)).toEqual({ restriction: 'row', path: 'data.name' });
    expect(write({ action: 'update', query: {}, data: { stories: [] } }, restrictions, AUTHOR)).toEqual({ restriction: 'row', path: 'data.stories' });
    expect(write({ action: 'delete', query: {} }, restrictions, AUTHOR)).toEqual({ restriction: 'row' });
    expect(write({ action: 'update', query: {}, data: { email: 'x' } }, restrictions, AUTHOR)).toMatchObject({ data: { email: 'x' } });
  });
});

describe('reachOf', () => {
  it('is the same object for the same token, with the locales of types that have some', () => {
    const restrictions: Restrictions = { ...FRENCH, types: { [STORY]: { where: { title: 'x' } } } };
    const reach = () => reachOf(STORY, restrictions, content) as { reach: object };
    expect(reach().reach).toEqual({ $and: [{ title: 'x' }, IN_FRENCH] });
    expect(reach().reach).toBe(reach().reach);
    expect(reachOf(AUTHOR, restrictions, content)).toEqual({ reach: null });
  });
});

describe('checkRestrictions', () => {
  it('takes what the contract has', () => {
    const restrictions = { read: { status: 'published' }, write: { status: 'draft' }, locales: ['fr'], types: { [STORY]: { read: ['title'], write: [], where: { author: { name: { $in: ['a', 'b'] } } } } } };
    expect(checkRestrictions(restrictions, content)).toBeNull();
    expect(checkRestrictions({}, content)).toBeNull();
  });

  it.each([
    [{ locales: ['en', 'en'] }, 'restrictions.locales contains a duplicate'],
    [{ types: { [STORY]: { read: ['secret'] } } }, `restrictions.types.${STORY}.read names the unknown field secret`],
    [{ types: { [STORY]: { where: { blocks: { x: 1 } } } } }, `restrictions.types.${STORY}.where.blocks is not a field that rows can be filtered by`],
    [{ types: { [STORY]: { where: { anything: { x: 1 } } } } }, 'is a polymorphic relation'],
    [{ types: { [STORY]: { where: { $or: [] } } } }, 'must be a list of conditions'],
    [{ types: { [STORY]: { where: { title: { $in: [{}] } } } } }, 'must be a string, a number, a boolean, null, or a list of those'],
    [{ types: { [STORY]: { where: Array.from({ length: 12 }).reduce<object>(($not) => ({ $not }), { title: 'x' }) } } }, 'is nested too deeply'],
  ])('says what is wrong with %j', (restrictions, message) => {
    expect(checkRestrictions(restrictions, content)).toContain(message);
  });
});
