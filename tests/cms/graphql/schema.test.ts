import { graphql, type GraphQLSchema, printSchema } from 'graphql';
import type { Cms } from '../../../cms/cms';
import { createReadContext } from '../../../cms/content-api/read/read-context';
import { createAuth } from '../../../cms/auth';
import { Batches } from '../../../cms/graphql/batches';
import type { GraphqlContext } from '../../../cms/graphql/guarded-field';
import { createGraphqlSchema } from '../../../cms/graphql/schema';
import { createTestDatabase, dialectsUnderTest } from '../../support/database';
import { libraryTypes } from '../content-api/library';

describe.each(dialectsUnderTest())('the GraphQL schema of all types of attribute on %s', (dialect) => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let ownSchema: GraphQLSchema;
  let cms: Pick<Cms, 'auth' | 'db' | 'contentTypes'>;
  // A caller who may do everything: a strategy that has no scopes.
  const auth = { strategy: { name: 'open' } };

  async function ask(source: string, variableValues: Record<string, unknown> = {}, schema = ownSchema) {
    const contextValue: GraphqlContext = { auth, read: createReadContext(cms, auth), batches: new Batches() };
    const { data, errors } = await graphql({ schema, source, variableValues, contextValue });
    return { data: JSON.parse(JSON.stringify(data ?? null)), errors };
  }

  beforeAll(async () => {
    database = await createTestDatabase(dialect, libraryTypes);
    cms = { auth: createAuth(), db: database, contentTypes: Object.fromEntries(libraryTypes.map((type) => [type.uid, type])) };
    ownSchema = createGraphqlSchema(cms);
  });

  afterAll(() => database.drop());

  it('names types and fields as Strapi does', () => {
    const printed = printSchema(ownSchema);
    for (const text of [
      'books(filters: BookFiltersInput, pagination: PaginationArg, sort: [String]): [Book]',
      'books_connection(filters: BookFiltersInput, pagination: PaginationArg, sort: [String]): BookEntityResponseCollection',
      'book(documentId: ID!): Book',
      'imprint: Imprint',
      'createBook(data: BookInput!): Book',
      'updateBook(documentId: ID!, data: BookInput!): Book',
      'deleteBook(documentId: ID!): DeleteMutationResponse',
      'updateImprint(data: ImprintInput!): Imprint',
      'deleteImprint: DeleteMutationResponse',
      'documentId: ID!',
      'title: String!',
      'copies: Long',
      'printedAt: DateTime',
      'genre: ENUM_BOOK_GENRE',
      'extra: JSON',
      'tags_connection(filters: TagFiltersInput, pagination: PaginationArg, sort: [String]): TagRelationResponseCollection',
    ]) expect(printed).toContain(`  ${text}\n`);
  });

  it('shows nothing that is private, a password or inside', () => {
    const { Book, BookFiltersInput, BookInput } = ownSchema.getTypeMap() as any;
    for (const name of ['pin', 'note', 'secretAuthor', 'owner']) {
      expect(Object.keys(Book.getFields())).not.toContain(name);
      expect(Object.keys(BookFiltersInput.getFields())).not.toContain(name);
    }
    expect(Object.keys(BookInput.getFields())).toContain('pin');
    expect(Object.keys(BookInput.getFields())).not.toContain('owner');
    expect(Object.keys(BookInput.getFields())).not.toContain('documentId');
    expect(ownSchema.getType('Record')).toBeUndefined();
  });

  it('carries every type of value there and back', async () => {
    const data = {
      title: 'Whole', summary: 'Text', pages: 3, copies: '9007199254740993', price: 1.25, weight: 0.5, lent: true, printedAt: '2001-02-03T04:05:06.789Z',
      genre: 'poetry', contact: 'a@b.example', slug: 'a-b', extra: { deep: [1, null, { x: 'y' }] },
    };
    const fields = Object.keys(data).join(' ');
    const { data: made, errors } = await ask(`mutation ($data: BookInput!) { createBook(data: $data) { documentId ${fields} } }`, { data });
    expect(errors).toBeUndefined();
    expect(made.createBook).toEqual({ documentId: expect.any(String), ...data });
    expect((await ask(`{ book(documentId: "${made.createBook.documentId}") { ${fields} } }`)).data.book).toEqual(data);
    const literal = await ask(`mutation { updateBook(documentId: "${made.createBook.documentId}", data: {
      copies: 12, extra: { a: [1, true] }, genre: novel, printedAt: "2002-01-01", pin: "secret"
    }) { copies extra genre printedAt } }`);
    expect(literal).toEqual({ data: { updateBook: { copies: '12', extra: { a: [1, true] }, genre: 'novel', printedAt: '2002-01-01T00:00:00.000Z' } }, errors: undefined });
    for (const filters of ['{ copies: { eq: 12 } }', '{ genre: { in: ["novel"] } }', '{ printedAt: { lt: "2003-01-01" } }', '{ extra: { notNull: true } }', '{ lent: { eq: true } }']) {
      expect((await ask(`{ books(filters: ${filters}) { title } }`)).data.books).toEqual([{ title: 'Whole' }]);
    }
  });

  it('connects records by both sides of a relation to many', async () => {
    const { data: { createTag: { documentId } } } = await ask('mutation { createTag(data: { label: "new" }) { documentId } }');
    const { data } = await ask('mutation ($tags: [ID]) { createBook(data: { title: "Tagged", tags: $tags }) { tags { label books { title } } } }', { tags: [documentId] });
    expect(data.createBook).toEqual({ tags: [{ label: 'new', books: [{ title: 'Tagged' }] }] });
  });

  it('reads relations anew after each mutation of a request', async () => {
    const { data: { a, b } } = await ask('mutation { a: createTag(data: { label: "a" }) { documentId } b: createTag(data: { label: "b" }) { documentId } }');
    const { data: { createBook: { documentId } } } = await ask('mutation { createBook(data: { title: "Retagged" }) { documentId } }');
    const tagged = (tags: string[]) => `updateBook(documentId: "${documentId}", data: { tags: ${JSON.stringify(tags)} }) { tags { label } }`;
    const { data } = await ask(`mutation { first: ${tagged([a.documentId])} second: ${tagged([b.documentId])} third: ${tagged([])} }`);
    expect(data).toEqual({ first: { tags: [{ label: 'a' }] }, second: { tags: [{ label: 'b' }] }, third: { tags: [] } });
  });

  it('has no relations of a record that is deleted meanwhile, and goes on', async () => {
    await ask('mutation { createBook(data: { title: "Gone" }) { documentId } }');
    const books = database.query('api::book.book');
    const deleting = {
      ...cms,
      auth: {
        ...cms.auth,
        async verify(_auth: unknown, { scope }: { scope?: string[] } = {}) {
          if (scope?.[0] !== 'api::book.book.find') await books.deleteMany({ where: { title: 'Gone' } });
        },
      },
    } as typeof cms;
    const { data, errors } = await ask(
      '{ books(filters: { title: { eq: "Gone" } }) { title author { name } tags { label } tags_connection { nodes { label } } } }', {}, createGraphqlSchema(deleting),
    );
    expect(errors).toBeUndefined();
    expect(data.books).toEqual([{ title: 'Gone', author: null, tags: null, tags_connection: null }]);
  });
});
