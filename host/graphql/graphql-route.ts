import { NoFragmentCyclesRule, NoSchemaIntrospectionCustomRule, parse, validate } from 'graphql';
import { createYoga, type Plugin } from 'graphql-yoga';
import type Koa from 'koa';
import type { Cms } from '../cms';
import { createReadContext } from '../content-api/read-context';
import { BadRequestError } from '../errors';
import type { OwnedRouteSet } from '../route';
import { isDeeperThan } from '../server/is-deeper-than';
import { Batches } from './batches';
import { createErrorMask } from './graphql-error';
import type { GraphqlContext } from './guarded-field';
import { limitQueries, queryLimits } from './query-limits';
import { createGraphqlSchema } from './schema';

/** Operations that one request may hold. */
const mostOperations = 5;
const deepestBody = 50;
const mediaTypes = ['application/json', 'application/graphql-response+json'];

interface ServerContext extends GraphqlContext {
  body: any;
}

/**
 * `POST /graphql`: the content API in GraphQL. Whoever calls must be known; which fields they get is decided field by field. Made
 * when all content types are known.
 */
export function createGraphqlRoute(cms: Cms): OwnedRouteSet {
  const yoga = createYoga<ServerContext>({
    schema: createGraphqlSchema(cms),
    plugins: [useReadBody(), useLimits(cms.config.get('server.graphql.introspection', false))],
    maskedErrors: { maskError: createErrorMask(cms.log) },
    batching: { limit: mostOperations },
    // It would keep whatever clients send, up to a megabyte each.
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

/** The body has been read by the CMS, as on every route. */
function useReadBody(): Plugin<object, ServerContext> {
  return {
    onRequestParse({ serverContext, setRequestParser }) {
      setRequestParser(() => serverContext.body);
    },
  };
}

/** Bounds what is parsed and executed. Where nobody is to learn the schema, an error does not name what it has, either. */
function useLimits(introspection: boolean): Plugin {
  return {
    onParse({ setParseFn }) {
      setParseFn((source) => parse(source, { maxTokens: queryLimits.tokens }));
    },
    onValidate({ addValidationRule, setValidationFn }) {
      if (!introspection) addValidationRule(NoSchemaIntrospectionCustomRule);
      setValidationFn((schema, document, rules, _typeInfo, options) => {
        // First of all, since other rules take very long for what is too large, and do not end where fragments go in circles.
        const errors = validate(schema, document, [NoFragmentCyclesRule, limitQueries]);
        return errors.length > 0 ? errors : validate(schema, document, rules, { ...options, hideSuggestions: !introspection });
      });
    },
  };
}
