import {
  coerceInputValue, type ExecutionArgs, getNamedType, getNullableType, getOperationAST, GraphQLError, type GraphQLInputType, isInputObjectType,
  isInputType, isLeafType, isListType, typeFromAST,
} from 'graphql';
import { shortenMessage } from './graphql-error';

/**
 * The error in the variables of an operation; undefined if there is none. GraphQL's own messages repeat the value, which may be large or a
 * password, and suggest field names even if introspection is off.
 */
export function checkVariables(
  { schema, document, operationName, variableValues }: ExecutionArgs, hideSuggestions: boolean,
): GraphQLError | undefined {
  const variables: Record<string, unknown> = variableValues ?? {};
  for (const definition of getOperationAST(document, operationName)?.variableDefinitions ?? []) {
    const name = definition.variable.name.value;
    const type = typeFromAST(schema, definition.type);
    if (!isInputType(type) || !Object.hasOwn(variables, name)) continue;
    try {
      coerceInputValue(variables[name], type, (path, _value, error) => {
        const place = `${name}${path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('')}`;
        const wanted = typeAt(type, path);
        const reason = isLeafType(getNamedType(wanted)) ? `Expected type "${String(wanted)}".` : error.message;
        throw new GraphQLError(shortenMessage(`Variable "$${name}" has an invalid value at "${place}": ${reason}`), {
          nodes: definition, extensions: { code: 'BAD_USER_INPUT' },
        });
      }, hideSuggestions);
    } catch (error) {
      if (error instanceof GraphQLError) return error;
      throw error;
    }
  }
  return undefined;
}

function typeAt(type: GraphQLInputType, path: ReadonlyArray<string | number>): GraphQLInputType {
  return path.reduce<GraphQLInputType>((outer, step) => {
    const nullable = getNullableType(outer);
    if (isListType(nullable) && typeof step === 'number') return nullable.ofType;
    const object = getNamedType(nullable);
    return isInputObjectType(object) ? object.getFields()[step]?.type ?? outer : outer;
  }, type);
}
