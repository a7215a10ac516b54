import {
  type GraphQLFieldConfigArgumentMap, GraphQLInputObjectType, GraphQLInt, GraphQLList, GraphQLNonNull, GraphQLObjectType, GraphQLString,
} from 'graphql';
import type { DocumentList, ListQuery } from '../content-api/documents';
import type { PaginationMeta } from '../content-api/read/pagination';
import type { ContentType } from '../content-type';
import { toRestFilters } from './filters-input';

/** The default page size (that of Strapi's GraphQL plugin). */
export const pageSizeByDefault = 10;

const paginationInput = new GraphQLInputObjectType({
  name: 'PaginationArg',
  fields: { page: { type: GraphQLInt }, pageSize: { type: GraphQLInt }, start: { type: GraphQLInt }, limit: { type: GraphQLInt } },
});

const count = { type: new GraphQLNonNull(GraphQLInt) };
const paginationType = new GraphQLObjectType({ name: 'Pagination', fields: { total: count, page: count, pageSize: count, pageCount: count } });

/** The arguments of a field that returns a list. */
export function listArguments(filters: GraphQLInputObjectType): GraphQLFieldConfigArgumentMap {
  return { filters: { type: filters }, pagination: { type: paginationInput }, sort: { type: new GraphQLList(GraphQLString) } };
}

/** The arguments of a list of `type` as the content service expects them. */
export function toListQuery(
  { filters, pagination, sort }: ListQuery, type: ContentType, types: Readonly<Record<string, ContentType>>,
): ListQuery {
  return { filters: toRestFilters(filters, type, types), pagination, sort };
}

/** A page of records with its pagination; `name` is the type's name. */
export function createCollectionType(name: string, record: GraphQLObjectType): GraphQLObjectType {
  return new GraphQLObjectType<DocumentList>({
    name,
    fields: {
      nodes: { type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(record))), resolve: ({ documents }) => documents },
      pageInfo: { type: new GraphQLNonNull(paginationType), resolve: ({ pagination }) => toPageInfo(pagination) },
    },
  });
}

/** Pagination in pages, even if it was requested by an offset. */
function toPageInfo(meta: PaginationMeta): object {
  if ('page' in meta) return meta;
  const { start, limit, total = 0 } = meta;
  return { total, page: Math.floor(start / limit) + 1, pageSize: limit, pageCount: Math.ceil(total / limit) };
}
