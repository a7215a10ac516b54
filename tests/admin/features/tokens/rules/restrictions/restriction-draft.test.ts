import { draftIn, draftOf, draftText, FREE, FREE_TYPE, problemsOf, restrictionsOf, withType } from '../../../../../../admin/src/features/tokens/rules/restrictions/restriction-draft';
import type { Restrictions } from '../../../../../../server/contract';

const ARTICLE = 'api::article.article';
const restrictions: Restrictions = {
  read: { status: 'published' },
  write: { status: 'draft' },
  locales: ['en', 'fr'],
  types: { [ARTICLE]: { read: ['body', 'title'], write: [], where: { title: { $ne: 'Internal' } } }, 'api::homepage.homepage': { where: { $not: { heading: 'a' } } } },
};

describe('restriction drafts', () => {
  it('hold restrictions, and give them back', () => {
    expect(restrictionsOf(draftIn(draftText(draftOf(restrictions))))).toEqual(restrictions);
  });

  it('are an empty text where nothing is restricted', () => {
    expect(draftText(draftOf(null))).toBe('');
    expect(draftIn('')).toEqual(FREE);
    expect(restrictionsOf(FREE)).toBeNull();
    expect(restrictionsOf(draftOf({ types: { [ARTICLE]: {} } }))).toBeNull();
  });

  it('are the same text whatever the order, and once a change is taken back', () => {
    const { types = {}, ...rest } = restrictions;
    const reversed = { ...rest, locales: ['fr', 'en'], types: Object.fromEntries(Object.entries(types).reverse().map(([uid, type]) => [uid, { ...type, ...(type.read && { read: [...type.read].reverse() }) }])) };
    expect(draftText(draftOf(reversed))).toBe(draftText(draftOf(restrictions)));
    const changed = withType(FREE, ARTICLE, { ...FREE_TYPE, read: ['title', 'body'] });
    expect(restrictionsOf(changed)).toEqual({ types: { [ARTICLE]: { read: ['body', 'title'] } } });
    expect(draftText(withType(changed, ARTICLE, FREE_TYPE))).toBe('');
  });

  it('name the types whose row filters are not complete', () => {
    const draft = withType(withType(FREE, 'a', { ...FREE_TYPE, rows: { json: '{' } }), 'b', {
      ...FREE_TYPE, rows: { match: '$and', conditions: [{ path: 'title', operator: '$eq', value: '', kind: 'text' }] },
    });
    expect(problemsOf(draft)).toEqual(['a', 'b']);
    expect(problemsOf(draftOf(restrictions))).toEqual([]);
  });
});
