import { errorPlace } from '../../../../../admin/src/features/api-tokens/rules/error-place';

const ARTICLE = 'api::article.article';

describe('errorPlace', () => {
  it.each([
    [`restrictions.types.${ARTICLE}.read names the unknown field notes`, { uid: ARTICLE, part: 'read' }],
    [`restrictions.types.${ARTICLE}.where.category.$or must be a list of conditions`, { uid: ARTICLE, part: 'where' }],
    [`restrictions.types.${ARTICLE} is not a content type of the content API`, { uid: ARTICLE, part: 'type' }],
    ['restrictions.locales names the unknown locale de', { part: 'locales' }],
    ['restrictions must be at most 20000 characters of JSON', null],
    ['restrictions.types.api::other.other.read names the unknown field notes', null],
  ])('finds what %j is about', (words, place) => expect(errorPlace(words, [ARTICLE, 'api::article.articles'])).toEqual(place));
});
