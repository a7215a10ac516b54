import {
  GraphQLBoolean, GraphQLID, type GraphQLInputFieldConfig, GraphQLInputObjectType, GraphQLList, type GraphQLScalarType, GraphQLString,
} from 'graphql';
import { isExposed, isRelation, readableAttribute } from '../content-api/read/readable-attributes';
import type { ContentType } from '../content-type';
import { namesOf } from './names';
import { Json, scalarOf } from './scalars';

type Fields = Record<string, GraphQLInputFieldConfig>;

const fieldsOf = (names: string[], type: GraphQLInputFieldConfig['type']): Fields =>
  Object.fromEntries(names.map((name) => [name, { type }]));

/** The comparisons of a scalar: `{ eq, in, not, … }`, Strapi's operators without the dollar. */
function createOperators(scalar: GraphQLScalarType): GraphQLInputObjectType {
  const isText = scalar === GraphQLString || scalar === GraphQLID;
  const isOrdered = scalar !== GraphQLBoolean;
  const input: GraphQLInputObjectType = new GraphQLInputObjectType({
    name: `${scalar.name}FilterInput`,
    fields: () => ({
      ...fieldsOf(['null', 'notNull'], GraphQLBoolean),
      ...(scalar !== Json && {
        ...fieldsOf(['eq', 'ne'], scalar),
        ...fieldsOf(['in', 'notIn'], new GraphQLList(scalar)),
        ...(isOrdered && { ...fieldsOf(['gt', 'gte', 'lt', 'lte'], scalar), ...fieldsOf(['between'], new GraphQLList(scalar)) }),
        ...(isText && fieldsOf(
          ['eqi', 'nei', 'startsWith', 'endsWith', 'contains', 'notContains', 'containsi', 'notContainsi'], scalar,
        )),
      }),
      not: { type: input },
    }),
  });
  return input;
}

/** The names that can be filtered by: the attributes that the content API shows, the id, and the times. */
function filterableNames(type: ContentType): string[] {
  return ['documentId', ...Object.keys(type.attributes), 'createdAt', 'updatedAt', 'publishedAt'];
}

/** Returns the input type of a content type's filters. Each is created once. */
export function createFiltersInputs(types: Readonly<Record<string, ContentType>>): (type: ContentType) => GraphQLInputObjectType {
  const operators = new Map<GraphQLScalarType, GraphQLInputObjectType>();
  const inputs = new Map<string, GraphQLInputObjectType>();

  function operatorsOf(scalar: GraphQLScalarType): GraphQLInputObjectType {
    const made = operators.get(scalar) ?? createOperators(scalar);
    operators.set(scalar, made);
    return made;
  }

  function createFields(type: ContentType): Fields {
    const fields: Fields = {};
    for (const name of filterableNames(type)) {
      const attribute = readableAttribute(type, name);
      if (!attribute) continue;
      if (!isRelation(attribute)) fields[name] = { type: operatorsOf(scalarOf(name, attribute)) };
      else if (isExposed(attribute.target)) fields[name] = { type: inputOf(types[attribute.target]!) };
    }
    const input = inputOf(type);
    return { ...fields, and: { type: new GraphQLList(input) }, or: { type: new GraphQLList(input) }, not: { type: input } };
  }

  function inputOf(type: ContentType): GraphQLInputObjectType {
    const made = inputs.get(type.uid) ?? new GraphQLInputObjectType({ name: namesOf(type).filtersInput, fields: () => createFields(type) });
    inputs.set(type.uid, made);
    return made;
  }

  return inputOf;
}

/** Filters as a GraphQL client writes them (`{ title: { eq: 'x' } }`) in the form of REST (`{ title: { $eq: 'x' } }`). */
export function toRestFilters(filters: unknown, type: ContentType, types: Readonly<Record<string, ContentType>>): unknown {
  if (Array.isArray(filters)) return filters.map((each) => toRestFilters(each, type, types));
  if (typeof filters !== 'object' || filters === null) return filters;
  return Object.fromEntries(Object.entries(filters).map(([name, value]) => {
    const attribute = readableAttribute(type, name);
    if (!attribute) return [`$${name}`, toRestFilters(value, type, types)];
    return [name, isRelation(attribute) ? toRestFilters(value, types[attribute.target]!, types) : toRestOperators(value)];
  }));
}

function toRestOperators(operators: unknown): unknown {
  if (typeof operators !== 'object' || operators === null) return operators;
  return Object.fromEntries(Object.entries(operators).map(([name, value]) =>
    [`$${name}`, name === 'not' ? toRestOperators(value) : value]));
}
