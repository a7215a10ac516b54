import { errorPlace } from '../../../../../admin/src/features/api-tokens/rules/error-place';

const ARTICLE = 'api::article.article';

describe('errorPlace', () => {
  it.each([
    [`restrictions.types.${ARTICLE}.read names the unknown field notes`, { uid: ARTICLE, part: 'read' }],
    [`restrictions.types.${ARTICLE}.where.category.$or must be a list of conditions`, { uid: ARTICLE, part: 'where' }],
    [`restrictions.types.${ARTICLE} is no content type of the content API`, { uid: ARTICLE, part: 'type' }],
    ['restrictions.locales names the unknown locale de', { part: 'locales' }],
    ['restrictions may take 20000 characters at most', null],
    ['restrictions.types.api::other.other.read names the unknown field notes', null],
  ])('finds what %j is about', (words, place) => expect(errorPlace(words, [ARTICLE, 'api::article.articles'])).toEqual(place));
});
