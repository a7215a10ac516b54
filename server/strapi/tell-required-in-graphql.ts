import { watchScope } from '../request/scope-denials';

/** The part of Apollo's hooks that is used. */
interface Field {
  contextValue: { state?: { auth?: object | null } };
  info: { path: { prev?: unknown } };
}

/**
 * Makes GraphQL's denials name the actions that a token lacks, in `extensions.required` and `extensions.error.details`: Strapi's GraphQL plugin
 * replaces the error that has them. Call it before Strapi starts its GraphQL server, if it has one.
 */
export function tellRequiredInGraphql({ config }: { config: { get(path: string, fallback?: any): any; set?(path: string, value: unknown): unknown } }): void {
  const { plugins = [], ...settings } = config.get('plugin::graphql.apolloServer') ?? {};

  function willResolveField({ contextValue: { state }, info }: Field): ((error: unknown) => void) | undefined {
    const { auth } = state ?? {};
    // Only queries and mutations themselves require a scope.
    if (!auth || info.path.prev !== undefined) return undefined;
    // Strapi asks for the scope of a field before it waits for anything, so this cannot be another field's.
    const scope = watchScope(auth);
    return (error) => {
      const { details } = scope.denial ?? {};
      if (error instanceof Error && details?.required !== undefined) Object.assign(error, { details, extensions: { required: details.required } });
    };
  }

  const requestDidStart = async () => ({ executionDidStart: async () => ({ willResolveField }) });
  config.set?.('plugin::graphql.apolloServer', { ...settings, plugins: [...plugins, { requestDidStart }] });
}
