import {
  GraphQLBoolean, GraphQLEnumType, GraphQLError, GraphQLFloat, GraphQLID, GraphQLInt, GraphQLScalarType, GraphQLString, Kind,
} from 'graphql';
import type { ContentType, ScalarAttribute, ScalarType } from '../content-type';
import { enumNameOf } from './names';

/** A point in time as ISO 8601 text. It is validated by the content service, as on every other route. */
export const DateTime = new GraphQLScalarType<string, string>({
  name: 'DateTime',
  description: 'A point in time in ISO 8601 form',
  parseValue: requireText,
});

function requireText(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new GraphQLError('DateTime must be a text in ISO 8601 form');
}

/** A whole number of up to 64 bits: text, since JSON's numbers are not that precise. Numbers are accepted too. */
export const Long = new GraphQLScalarType<string | number, string>({
  name: 'Long',
  description: 'A whole number of up to 64 bits, as text',
  parseValue(value) {
    if (typeof value === 'string' || Number.isSafeInteger(value)) return value as string | number;
    throw new GraphQLError('Long must be a whole number, as text if it is large');
  },
  parseLiteral(node) {
    if (node.kind === Kind.INT || node.kind === Kind.STRING) return node.value;
    throw new GraphQLError('Long must be a whole number');
  },
});

/** Any JSON. */
export const Json = new GraphQLScalarType({ name: 'JSON', description: 'Any JSON value' });

const scalars = {
  string: GraphQLString,
  text: GraphQLString,
  email: GraphQLString,
  password: GraphQLString,
  uid: GraphQLString,
  enumeration: GraphQLString,
  integer: GraphQLInt,
  biginteger: Long,
  decimal: GraphQLFloat,
  float: GraphQLFloat,
  boolean: GraphQLBoolean,
  datetime: DateTime,
  json: Json,
} satisfies Record<ScalarType, GraphQLScalarType>;

/** The scalar that an attribute is compared as. */
export function scalarOf(name: string, { type }: ScalarAttribute): GraphQLScalarType {
  return name === 'documentId' ? GraphQLID : scalars[type];
}

/** Returns the type that an attribute is read and written as. */
export type ValueTypes = (type: ContentType, name: string, attribute: ScalarAttribute) => GraphQLScalarType | GraphQLEnumType;

/** The types of attributes in one schema: an enumeration has its own type, which is created once. */
export function createValueTypes(): ValueTypes {
  const enums = new Map<string, GraphQLEnumType>();
  return (type, name, attribute) => {
    if (attribute.type !== 'enumeration') return scalarOf(name, attribute);
    const enumName = enumNameOf(type, name);
    const made = enums.get(enumName)
      ?? new GraphQLEnumType({ name: enumName, values: Object.fromEntries((attribute.enum ?? []).map((value) => [value, { value }])) });
    enums.set(enumName, made);
    return made;
  };
}
