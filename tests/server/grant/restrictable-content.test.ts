import { restrictableContent } from '../../../server/grant/restrictable-content';
import type { Content } from '../../../server/grant/restriction-types';

const content: Content = {
  locales: ['en', 'fr'],
  defaultLocale: 'en',
  types: {
    'api::article.article': {
      hasDrafts: true,
      attributes: {
        id: { type: 'integer' },
        createdAt: { type: 'datetime' },
        title: { type: 'string' },
        notes: { type: 'text', private: true },
        secret: { type: 'password' },
        status: { type: 'enumeration', enum: ['new', 'old'] },
        category: { type: 'relation', target: 'api::category.category' },
        author: { type: 'relation', target: 'admin::user' },
        seo: { type: 'component', component: 'shared.seo' },
        blocks: { type: 'dynamiczone', components: ['shared.seo'] },
        publishedAt: { type: 'datetime' },
      },
    },
    'api::category.category': { attributes: { name: { type: 'string' }, articles: { type: 'relation', target: 'api::article.article' } } },
    'admin::user': { attributes: { email: { type: 'string' } } },
    'shared.seo': { attributes: { description: { type: 'string' } } },
  },
};
const described = restrictableContent(content, (uid) => uid.startsWith('api::'));

describe('restrictableContent', () => {
  it('names the types that can be restricted, whether they have drafts, and the locales', () => {
    expect(described.locales).toEqual(['en', 'fr']);
    expect(described.types.map(({ uid, hasDrafts }) => [uid, hasDrafts])).toEqual([['api::article.article', true], ['api::category.category', false]]);
  });

  it('tells which fields can be read and written: nobody reads private ones, and hosts set some themselves', () => {
    const fields = Object.fromEntries(described.types[0]!.fields.map(({ name, canRead, canWrite }) => [name, [canRead, canWrite]]));
    expect(fields).toEqual({
      title: [true, true], notes: [false, true], secret: [false, true], status: [true, true], category: [true, true], author: [true, true],
      seo: [true, true], blocks: [true, true], publishedAt: [true, false], createdAt: [true, false],
    });
  });

  it('offers conditions on what may be read, one relation or component far, but not on accounts', () => {
    expect(described.types[0]!.conditions.map(({ path }) => path)).toEqual([
      'title', 'status', 'category', 'category.documentId', 'category.name', 'author', 'seo.description', 'createdAt', 'publishedAt', 'documentId',
    ]);
    expect(described.types[0]!.conditions.find(({ path }) => path === 'status')).toEqual({ path: 'status', type: 'enumeration', values: ['new', 'old'] });
  });
});
