import { GraphQLID, GraphQLInputObjectType, GraphQLList, GraphQLNonNull, GraphQLObjectType, GraphQLSchema } from 'graphql';
import type { Cms } from '../cms';
import { Documents } from '../content-api/documents';
import type { Document } from '../content-api/read/read-plan';
import { isExposed, isRelation, isToMany, writableScalars } from '../content-api/read/readable-attributes';
import type { ContentType, RelationAttribute } from '../content-type';
import { NotFoundError } from '../errors';
import { createFiltersInputs } from './filters-input';
import { type Field, guardedField } from './guarded-field';
import { createCollectionType, listArguments, pageSizeByDefault, toListQuery } from './lists';
import { namesOf } from './names';
import { createObjectTypes } from './object-types';
import { createValueTypes } from './scalars';

type Fields = Record<string, Field>;

const deletedType = new GraphQLObjectType({
  name: 'DeleteMutationResponse',
  fields: { documentId: { type: new GraphQLNonNull(GraphQLID) } },
});

const documentIdArgument = { documentId: { type: new GraphQLNonNull(GraphQLID) } };

/** A record, or null if there is none. */
async function orNull(found: Promise<Document>): Promise<Document | null> {
  try {
    return await found;
  } catch (error) {
    if (error instanceof NotFoundError) return null;
    throw error;
  }
}

/** The schema of all content types that the content API exposes, with Strapi 5's names. Each field requires the scope of its REST action. */
export function createGraphqlSchema(cms: Pick<Cms, 'auth' | 'db' | 'contentTypes'>): GraphQLSchema {
  const exposed = Object.values(cms.contentTypes).filter(({ uid }) => isExposed(uid));
  const services = new Map(exposed.map((type) => [type.uid, new Documents(cms, type)]));
  const valueTypeOf = createValueTypes();
  const filtersInputOf = createFiltersInputs(cms.contentTypes);
  const objectTypes = createObjectTypes({ cms, services, valueTypeOf, filtersInputOf });

  const queries: Fields = {};
  const mutations: Fields = {};
  for (const service of services.values()) {
    const single = service.type.kind === 'singleType';
    Object.assign(queries, single ? querySingle(service) : queryCollection(service));
    Object.assign(mutations, single ? changeSingle(service) : changeCollection(service));
  }
  return new GraphQLSchema({
    query: new GraphQLObjectType({ name: 'Query', fields: queries }),
    mutation: new GraphQLObjectType({ name: 'Mutation', fields: mutations }),
  });

  function querySingle(service: Documents): Fields {
    const { uid } = service.type;
    return {
      [namesOf(service.type).one]: guardedField(cms, `${uid}.find`, { type: objectTypes.get(uid)! }, (_source, _args, { read }) =>
        orNull(service.findSingle({}, read))),
    };
  }

  function queryCollection(service: Documents): Fields {
    const { type } = service;
    const names = namesOf(type);
    const objectType = objectTypes.get(type.uid)!;
    const args = listArguments(filtersInputOf(type));
    const list = { type: new GraphQLList(objectType), args };
    const connection = { type: createCollectionType(names.responseCollection, objectType), args };
    return {
      [names.one]: guardedField(cms, `${type.uid}.findOne`, { type: objectType, args: documentIdArgument }, (_source, { documentId }, { read }) =>
        orNull(service.findOne(documentId, {}, read))),
      [names.many]: guardedField(cms, `${type.uid}.find`, list, async (_source, given, { read }) => {
        const { pagination, ...query } = toListQuery(given, type, cms.contentTypes);
        const page = { ...(pagination as object | undefined), withCount: false };
        return (await service.findMany({ ...query, pagination: page }, read, pageSizeByDefault)).documents;
      }),
      [names.connection]: guardedField(cms, `${type.uid}.find`, connection, (_source, given, { read }) =>
        service.findMany(toListQuery(given, type, cms.contentTypes), read, pageSizeByDefault)),
    };
  }

  function changeSingle(service: Documents): Fields {
    const { type } = service;
    const names = namesOf(type);
    const update = { type: objectTypes.get(type.uid)!, args: createDataArgument(type) };
    return {
      [names.update]: guardedField(cms, `${type.uid}.update`, update, (_source, { data }, { read }) => service.putSingle(data, {}, read)),
      [names.delete]: guardedField(cms, `${type.uid}.delete`, { type: deletedType }, async (_source, _args, { read }) => ({
        documentId: await service.deleteSingle({}, read),
      })),
    };
  }

  function changeCollection(service: Documents): Fields {
    const { type } = service;
    const names = namesOf(type);
    const objectType = objectTypes.get(type.uid)!;
    const dataArgument = createDataArgument(type);
    const create = { type: objectType, args: dataArgument };
    const update = { type: objectType, args: { ...documentIdArgument, ...dataArgument } };
    return {
      [names.create]: guardedField(cms, `${type.uid}.create`, create, (_source, { data }, { read }) => service.create(data, {}, read)),
      [names.update]: guardedField(cms, `${type.uid}.update`, update, (_source, { documentId, data }, { read }) =>
        service.update(documentId, data, {}, read)),
      [names.delete]: guardedField(cms, `${type.uid}.delete`, { type: deletedType, args: documentIdArgument }, async (_source, { documentId }, { read }) => {
        await service.delete(documentId, {}, read);
        return { documentId };
      }),
    };
  }

  function createDataArgument(type: ContentType) {
    const values = writableScalars(type).map(([name, attribute]) => [name, { type: valueTypeOf(type, name, attribute) }]);
    const relations = Object.entries(type.attributes)
      .filter((entry): entry is [string, RelationAttribute] => isRelation(entry[1]) && isExposed(entry[1].target))
      .map(([name, relation]) => [name, { type: isToMany(relation) ? new GraphQLList(GraphQLID) : GraphQLID }]);
    const input = new GraphQLInputObjectType({ name: namesOf(type).dataInput, fields: Object.fromEntries([...values, ...relations]) });
    return { data: { type: new GraphQLNonNull(input) } };
  }
}
