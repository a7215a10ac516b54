import type { RestrictedRequest, Strapi } from './restricted-request';

/** A part of GraphQL's documents and schemas. */
type Part = any;

/**
 * Denies GraphQL documents that select unreadable fields, since Strapi resolves values without any check. Call it before Strapi starts its GraphQL
 * server, if it has one.
 */
export function restrictSelections(
  strapi: Pick<Strapi, 'contentTypes' | 'plugin'> & { config: { get(path: string, fallback?: any): any; set?(path: string, value: unknown): unknown } },
  current: () => Promise<RestrictedRequest> | null,
): void {
  const { plugins = [], ...settings } = strapi.config.get('plugin::graphql.apolloServer', {});
  let uids: Map<string, string> | undefined;

  const requestDidStart = async () => ({
    async didResolveOperation({ schema, document, operation }: Part) {
      const asking = current();
      const request = asking === null ? null : await asking;
      if (request === null || !request.limitsFields) return;
      uids ??= uidsByName(strapi);
      const fragments = new Map<string, Part>(document.definitions.filter(({ kind }: Part) => kind === 'FragmentDefinition').map((each: Part) => [each.name.value, each]));

      const visit = (selections: Part[] = [], type: Part): void => {
        for (const { kind, name, typeCondition, selectionSet } of selections) {
          if (kind === 'FragmentSpread') {
            const fragment = fragments.get(name.value);
            visit(fragment.selectionSet.selections, schema.getType(fragment.typeCondition.name.value));
          } else if (kind === 'InlineFragment') {
            visit(selectionSet.selections, typeCondition === undefined ? type : schema.getType(typeCondition.name.value));
          } else {
            const uid = uids!.get(type?.name);
            const attribute = name.value.replace(/_connection$/, '');
            if (uid !== undefined && !name.value.startsWith('__') && !request.isReadable(uid, attribute)) deny(request, `${type.name}.${name.value}`);
            visit(selectionSet?.selections, unwrapped(type?.getFields?.()[name.value]?.type));
          }
        }
      };
      visit(operation.selectionSet.selections, schema.getRootType?.(operation.operation) ?? rootOf(schema, operation.operation));
    },
  });

  strapi.config.set?.('plugin::graphql.apolloServer', { ...settings, plugins: [...plugins, { requestDidStart }] });
}

/** In the form that Strapi gives to denials of its resolvers: errors thrown before a resolver runs are not converted. */
function deny(request: RestrictedRequest, path: string): never {
  try {
    return request.deny({ restriction: 'field', path });
  } catch (error) {
    const { name, message, details } = error as Error & { details: object };
    throw Object.assign(error as Error, { extensions: { http: { status: 200 }, code: 'FORBIDDEN', error: { name, message, details } } });
  }
}

function rootOf(schema: Part, operation: string): Part {
  return operation === 'mutation' ? schema.getMutationType() : operation === 'subscription' ? schema.getSubscriptionType() : schema.getQueryType();
}

/** A type without its list and non-null wrappers. */
function unwrapped(type: Part): Part {
  return type?.ofType === undefined ? type : unwrapped(type.ofType);
}

/** The content types by their names in GraphQL. */
function uidsByName(strapi: Pick<Strapi, 'contentTypes' | 'plugin'>): Map<string, string> {
  const { naming } = strapi.plugin('graphql').service('utils');
  return new Map(Object.entries(strapi.contentTypes).map(([uid, type]) => [naming.getTypeName(type), uid]));
}
