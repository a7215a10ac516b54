import { findPermissions } from '../../../../../../admin/src/features/tokens/rules/permissions/find-permissions';

const sections = [
  { id: 'content', groups: [
    { label: 'Article', rows: [{ id: 'api::article.article.find', label: 'find', words: 'GET /api/articles' }, { id: 'api::article.article.create', label: 'create', words: 'POST /api/articles' }] },
    { label: 'Catégorie', rows: [{ id: 'api::category.category.find', label: 'find' }] },
  ] },
  { id: 'settings', groups: [{ label: 'Users', rows: [{ id: 'admin::users.read', label: 'Read' }] }] },
];
const ids = (search: string) => findPermissions(sections, search).sections.flatMap(({ groups }) => groups.flatMap(({ rows }) => rows.map(({ id }) => id)));

describe('findPermissions', () => {
  it('finds every row where nothing is searched for', () => {
    expect(findPermissions(sections, '  ')).toMatchObject({ count: 4, sections: [{}, {}] });
  });

  it.each([
    ['create', ['api::article.article.create']],
    ['ARTICLE find', ['api::article.article.find']],
    ['categorie', ['api::category.category.find']],
    ['post', ['api::article.article.create']],
    ['admin::users', ['admin::users.read']],
    ['article users', []],
  ])('finds by %j the rows that have each word in their name, id, routes or group', (search, expected) => {
    expect(ids(search)).toEqual(expected);
    expect(findPermissions(sections, search).count).toBe(expected.length);
  });

  it('leaves out groups and sections without a hit, and keeps all rows of the groups that have one', () => {
    const found = findPermissions(sections, 'create');
    expect(found.sections.map(({ section }) => section.id)).toEqual(['content']);
    expect(found.sections[0]!.groups.map(({ group, rows }) => [group.label, group.rows.length, rows.length])).toEqual([['Article', 2, 1]]);
  });
});
