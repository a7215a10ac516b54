import { type GraphQLInputObjectType, GraphQLList, GraphQLNonNull, GraphQLObjectType, type GraphQLResolveInfo } from 'graphql';
import type { Id } from '../../server/host';
import type { Cms } from '../cms';
import type { DocumentList, Documents } from '../content-api/documents';
import { isExposed, isToMany, readableAttribute, readableFields, readableRelations } from '../content-api/read/readable-attributes';
import type { ContentType, RelationAttribute, ScalarAttribute } from '../content-type';
import { type Field, type GraphqlContext, guardedField } from './guarded-field';
import { createCollectionType, listArguments, pageSizeByDefault, toListQuery } from './lists';
import { namesOf } from './names';
import type { ValueTypes } from './scalars';

type Fields = Record<string, Field>;

/** What the types of records need. */
interface Parts {
  cms: Pick<Cms, 'auth' | 'contentTypes'>;
  /** The content service of each exposed content type, by uid. */
  services: ReadonlyMap<string, Documents>;
  valueTypeOf: ValueTypes;
  filtersInputOf(type: ContentType): GraphQLInputObjectType;
}

/**
 * The types of the records of all exposed content types, by uid. A relation requires `find` of its target. Unlike in Strapi, a relation to
 * many can be null, so that one that is out of scope does not affect anything else.
 */
export function createObjectTypes({ cms, services, valueTypeOf, filtersInputOf }: Parts): ReadonlyMap<string, GraphQLObjectType> {
  const objectTypes = new Map<string, GraphQLObjectType>();
  const collectionTypes = new Map<string, GraphQLObjectType>();
  for (const { type } of services.values()) {
    objectTypes.set(type.uid, new GraphQLObjectType({ name: namesOf(type).type, fields: () => createFields(type) }));
  }
  for (const [uid, objectType] of objectTypes) {
    collectionTypes.set(uid, createCollectionType(namesOf(cms.contentTypes[uid]!).relationCollection, objectType));
  }
  return objectTypes;

  function createFields(type: ContentType): Fields {
    const fields = createValueFields(type);
    for (const [name, relation] of readableRelations(type)) {
      if (!isExposed(relation.target)) continue;
      Object.assign(fields, isToMany(relation) ? createToMany(type, name, relation) : createToOne(type, name, relation));
    }
    return fields;
  }

  function createValueFields(type: ContentType): Fields {
    const names = readableFields(type).filter((name) => name !== 'id');
    return Object.fromEntries(names.map((name) => {
      const attribute = readableAttribute(type, name) as ScalarAttribute;
      const valueType = valueTypeOf(type, name, attribute);
      const resolve: Field['resolve'] = (source, _args, { read }) => {
        // A record is read once, but its value is returned under each alias and in each place.
        read.spendValue(source[name]);
        return source[name];
      };
      return [name, { type: attribute.required || name === 'documentId' ? new GraphQLNonNull(valueType) : valueType, resolve }];
    }));
  }

  function createToOne(type: ContentType, name: string, { target }: RelationAttribute): Fields {
    const key = `${type.uid} ${name}`;
    const shape = { type: objectTypes.get(target)! };
    return {
      [name]: guardedField<{ id: Id }>(cms, `${target}.find`, shape, ({ id }, _args, { batches, read }) =>
        batches.load(key, id, (ids) => services.get(type.uid)!.findRelatedOne(name, ids, read))),
    };
  }

  function createToMany(type: ContentType, name: string, { target }: RelationAttribute): Fields {
    const targetType = cms.contentTypes[target]!;
    const args = listArguments(filtersInputOf(targetType));
    const action = `${target}.find`;

    /** Undefined if the record has been deleted since it was read. */
    async function load({ id }: { id: Id }, given: object, { batches, read }: GraphqlContext, { fieldNodes }: GraphQLResolveInfo): Promise<DocumentList | undefined> {
      // A field is requested with the same arguments, which may be large, for every record.
      const { query, key } = batches.once(fieldNodes[0]!, () => {
        const asked = toListQuery(given, targetType, cms.contentTypes);
        return { query: asked, key: `${type.uid} ${name} ${JSON.stringify(asked)}` };
      });
      const list = await batches.load(key, id, (ids) =>
        services.get(type.uid)!.findRelatedMany(name, ids, query, read, pageSizeByDefault));
      // A record may occur in many places and is read for all of them at once, but returned in each.
      read.spendRecords(list?.documents.length ?? 0);
      return list;
    }

    return {
      [name]: guardedField<{ id: Id }>(cms, action, { type: new GraphQLList(objectTypes.get(target)!), args }, async (source, given, context, info) =>
        (await load(source, given, context, info))?.documents),
      [`${name}_connection`]: guardedField<{ id: Id }>(cms, action, { type: collectionTypes.get(target)!, args }, load),
    };
  }
}
