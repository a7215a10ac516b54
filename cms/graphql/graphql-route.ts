import { GraphQLError, NoFragmentCyclesRule, NoSchemaIntrospectionCustomRule, parse, validate } from 'graphql';
import { createYoga, type Plugin } from 'graphql-yoga';
import type Koa from 'koa';
import type { Cms } from '../cms';
import { createReadContext } from '../content-api/read/read-context';
import { BadRequestError } from '../errors';
import type { OwnedRouteSet } from '../route';
import { isDeeperThan } from '../http/is-deeper-than';
import { Batches } from './batches';
import { checkVariables } from './check-variables';
import { createErrorMask, withoutValue } from './graphql-error';
import type { GraphqlContext } from './guarded-field';
import { findRestricted } from './find-restricted';
import { assertBatchFits, limitQueries, queryLimits } from './query-limits';
import { createGraphqlSchema } from './schema';

/** The maximum number of operations in a request. */
const mostOperations = 5;
const deepestBody = 50;
/** The maximum number of values in all variables: each field that gets them traverses them. */
const mostValues = 10_000;
/** The maximum length of an operation's name, and of the names in a body (characters). */
const longestName = 255;
/** The maximum number of errors reported for a query. */
const mostErrors = 20;
const mediaTypes = ['application/json', 'application/graphql-response+json'];

interface ServerContext extends GraphqlContext {
  body: any;
}

/**
 * `POST /graphql`: the content API in GraphQL. Requests must be authenticated; authorization is per field. Created once all content types
 * are loaded.
 */
export function createGraphqlRoute(cms: Cms): OwnedRouteSet {
  const mask = createErrorMask(cms.log);
  const yoga = createYoga<ServerContext>({
    schema: createGraphqlSchema(cms),
    plugins: [useReadBody(), useLimits(cms.config.get('server.graphql.introspection', false), cms.contentTypes, mask)],
    maskedErrors: { maskError: mask },
    batching: { limit: mostOperations },
    // It would cache any query that clients send, up to a megabyte each.
    parserAndValidationCache: false,
    graphiql: false,
    landingPage: false,
    multipart: false,
    cors: false,
    logging: false,
  });

  async function graphql(ctx: Koa.Context): Promise<void> {
    const { body } = ctx.request as { body?: unknown };
    if (typeof body !== 'object' || body === null || (Array.isArray(body) && body.length === 0)) throw new BadRequestError('The body must hold a GraphQL operation');
    if (isDeeperThan(body, deepestBody)) throw new BadRequestError('The body is nested too deeply');
    assertFits(Array.isArray(body) ? body : [body]);
    const accept = ctx.accepts(mediaTypes) || mediaTypes[0]!;
    const { auth } = ctx.state;
    const response = await yoga.fetch(
      'http://cms/graphql',
      { method: 'POST', headers: { 'content-type': 'application/json', accept: String(accept) } },
      { body, auth, read: createReadContext(cms, auth), batches: new Batches() },
    );
    ctx.status = response.status;
    ctx.set('Content-Type', response.headers.get('content-type') ?? mediaTypes[0]!);
    ctx.body = await response.text();
  }

  return {
    type: 'content-api',
    base: '',
    owner: 'graphql',
    routes: [{ method: 'POST', path: '/graphql', handler: graphql, config: { auth: 'known' } }],
  };
}

/** Limits all operations of a request together, before any of them is executed. @throws {BadRequestError} */
function assertFits(operations: unknown[]): void {
  const known = operations.slice(0, mostOperations).filter((each): each is Record<string, unknown> => typeof each === 'object' && each !== null);
  for (const operation of known) {
    const names = [...Object.keys(operation), operation['operationName']];
    if (names.some((name) => typeof name === 'string' && name.length > longestName)) throw new BadRequestError('The body holds a name that is too long');
  }
  if (countValues(known.map(({ variables }) => variables), mostValues) > mostValues) {
    throw new BadRequestError(`Variables may hold at most ${mostValues} values`);
  }
  // A single one is limited by a validation rule.
  if (operations.length > 1) assertBatchFits(known.map(({ query }) => query).filter((query) => typeof query === 'string'));
}

/** The number of values in `value`, counted until it exceeds `most`. */
function countValues(value: unknown, most: number): number {
  if (typeof value !== 'object' || value === null) return 1;
  let count = 1;
  for (const each of Object.values(value)) {
    if (count > most) break;
    count += countValues(each, most - count);
  }
  return count;
}

/** The body has been read by the CMS, as on every route. */
function useReadBody(): Plugin<object, ServerContext> {
  return {
    onRequestParse({ serverContext, setRequestParser }) {
      setRequestParser(() => serverContext.body);
    },
  };
}

/** Limits what is parsed and executed. If introspection is off, error messages do not suggest field names. */
function useLimits(introspection: boolean, types: Cms['contentTypes'], mask: ReturnType<typeof createErrorMask>): Plugin<GraphqlContext> {
  const hideSuggestions = !introspection;
  return {
    onParse({ setParseFn }) {
      setParseFn((source) => {
        try {
          return parse(source, { maxTokens: queryLimits.tokens });
        } catch (error) {
          throw toQueryError(error);
        }
      });
    },
    onValidate({ addValidationRule, setValidationFn }) {
      if (!introspection) addValidationRule(NoSchemaIntrospectionCustomRule);
      setValidationFn((schema, document, rules, _typeInfo, options) => {
        try {
          // First, since other rules take very long for large operations, and do not terminate for circular fragments.
          const tooLarge = validate(schema, document, [NoFragmentCyclesRule, limitQueries], { maxErrors: mostErrors });
          const errors = tooLarge.length > 0 ? tooLarge : validate(schema, document, rules, { ...options, maxErrors: mostErrors, hideSuggestions });
          return errors.map(withoutValue);
        } catch (error) {
          return [toQueryError(error)];
        }
      });
    },
    onExecute({ args, setResultAndStopExecution }) {
      const error = checkVariables(args, hideSuggestions);
      const denied = error ?? findRestricted(args, types);
      if (denied) setResultAndStopExecution({ errors: [mask(denied)] });
      // A request that exceeds a limit gets one error, not one for each of ten thousand records.
      Object.assign(args, { signal: args.contextValue.read.signal });
    },
  };
}

/** The errors of a query. GraphQL's parser and rules recurse for every level of a list or object, and can overflow the stack. */
function toQueryError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return withoutValue(error);
  if (error instanceof RangeError) return new GraphQLError('The query is nested too deeply');
  throw error;
}
