import type { Attribute, ContentType } from '../../../cms/content-type';

function contentType(
  singularName: string, pluralName: string, attributes: Record<string, Attribute>, more: Partial<ContentType> = {},
): ContentType {
  return {
    uid: `api::${singularName}.${singularName}`,
    kind: 'collectionType',
    collectionName: pluralName,
    info: { singularName, pluralName, displayName: singularName },
    attributes,
    ...more,
  };
}

/** Books of every type of attribute, their shelf (to-one), their tags (many-to-many), and people who know each other. */
export const library: ContentType[] = [
  contentType('book', 'books', {
    title: { type: 'string', required: true },
    summary: { type: 'text' },
    pages: { type: 'integer' },
    isbn: { type: 'biginteger' },
    price: { type: 'decimal' },
    weight: { type: 'float' },
    lent: { type: 'boolean', default: false },
    printedAt: { type: 'datetime' },
    extra: { type: 'json' },
    shelf: { type: 'relation', relation: 'manyToOne', target: 'api::shelf.shelf', inversedBy: 'books' },
    tags: { type: 'relation', relation: 'manyToMany', target: 'api::tag.tag', inversedBy: 'books' },
  }),
  contentType('shelf', 'shelves', {
    name: { type: 'string', unique: true },
    books: { type: 'relation', relation: 'oneToMany', target: 'api::book.book', mappedBy: 'shelf' },
  }),
  contentType('tag', 'tags', {
    label: { type: 'string' },
    rank: { type: 'integer' },
    books: { type: 'relation', relation: 'manyToMany', target: 'api::book.book', mappedBy: 'tags' },
  }, { indexes: [{ name: 'tags_label_rank_unique', columns: ['label', 'rank'], type: 'unique' }] }),
  contentType('person', 'people', {
    name: { type: 'string' },
    mentor: { type: 'relation', relation: 'manyToOne', target: 'api::person.person', inversedBy: 'pupils' },
    pupils: { type: 'relation', relation: 'oneToMany', target: 'api::person.person', mappedBy: 'mentor' },
    friends: { type: 'relation', relation: 'manyToMany', target: 'api::person.person' },
  }),
];

export const BOOK = 'api::book.book';
export const SHELF = 'api::shelf.shelf';
export const TAG = 'api::tag.tag';
export const PERSON = 'api::person.person';
