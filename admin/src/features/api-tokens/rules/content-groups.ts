import type { ContentApiToken, TokenType } from '../../../../../server/contract';
import { capitalized } from '../../tokens/rules/type-name';

/** The actions of the content API, per API and controller: `{ 'api::article': { controllers: { article: ['find'] } } }`. */
export type ContentApiActions = Record<string, { controllers: Record<string, string[]> }>;

/** A route of the content API. */
export interface ContentRoute {
  method: string;
  path: string;
  /** The action that handles it: `api::article.article.find`. */
  handler: unknown;
  config?: { auth?: false | { scope?: string[] } };
}

/** An action of the content API with the routes it allows. */
export interface ContentAction {
  id: string;
  /** `find`, or with several controllers `auth: callback`. */
  label: string;
  routes: Array<{ method: string; path: string }>;
}

/** The actions of one API. */
export interface ContentGroup {
  id: string;
  label: string;
  actions: ContentAction[];
}

/** The action that a route requires of a token; null for a public one. */
function scopeOf({ handler, config }: ContentRoute): string[] {
  if (config?.auth === false) return [];
  return config?.auth?.scope ?? (typeof handler === 'string' ? [handler] : []);
}

/** The actions of the content API by API, sorted by name, each with its routes. */
export function contentGroups(actions: ContentApiActions, routes: ContentRoute[]): ContentGroup[] {
  const routesOf = new Map<string, ContentAction['routes']>();
  for (const route of routes) {
    for (const id of scopeOf(route)) routesOf.set(id, [...(routesOf.get(id) ?? []), { method: route.method, path: route.path }]);
  }
  return Object.entries(actions)
    .map(([api, { controllers }]) => {
      const entries = Object.entries(controllers);
      return {
        id: api,
        label: capitalized(api.split('::')[1] ?? api),
        actions: entries.flatMap(([controller, names]) => names.map((name) => {
          const id = `${api}.${controller}.${name}`;
          return {
            id,
            label: entries.length > 1 ? `${controller}: ${name}` : name,
            routes: routesOf.get(id) ?? [],
          };
        })),
      };
    })
    .filter((group) => group.actions.length)
    .sort((one, other) => one.label.localeCompare(other.label));
}

const READING = new Set(['find', 'findOne']);

/** The actions that a token may use, whatever its type; read-only ones also `readActions`. */
export function grantedActions(
  type: TokenType, chosen: ReadonlySet<string>, groups: ContentGroup[], readActions: readonly string[] = [],
): ReadonlySet<string> {
  if (type === 'custom') return chosen;
  const all = groups.flatMap(({ actions }) => actions.map(({ id }) => id));
  return new Set(type === 'full-access' ? all : all.filter((id) => READING.has(id.split('.').at(-1)!) || readActions.includes(id)));
}

/** The actions to grant so that a token of a type may do all of `required`; null if they cannot be granted one by one. */
export function grantableActions(required: readonly string[], type: TokenType | undefined, groups: ContentGroup[]): string[] | null {
  const known = new Set(groups.flatMap(({ actions }) => actions.map(({ id }) => id)));
  return type === 'custom' && required.every((id) => known.has(id)) ? [...required] : null;
}

/**
 * An example path that the token may GET: that of a list if it may read one, otherwise that of its own description. Null if the
 * host does not describe its routes.
 */
export function examplePath(token: Pick<ContentApiToken, 'type' | 'permissions' | 'restrictions'>, groups: ContentGroup[]): string | null {
  const granted = grantedActions(token.type, new Set(token.permissions), groups);
  const plain = groups.flatMap(({ actions }) => actions)
    .filter(({ id }) => granted.has(id))
    .map(({ id, routes }) => ({ id, path: routes.find(({ method, path }) => method === 'GET' && /^[\w/.-]+$/.test(path))?.path }))
    .filter(({ path }) => path !== undefined);
  const list = plain.find(({ id }) => /^api::.*\.find$/.test(id));
  // Restrictions may deny any other action, and if they exclude the default locale, these too.
  if (token.restrictions) return (token.restrictions.locales ? undefined : list?.path) ?? selfPath(groups);
  return (list ?? plain[0])?.path ?? selfPath(groups);
}

/** The path at which a token can look itself up, below the common prefix of all content-API paths. */
function selfPath(groups: ContentGroup[]): string | null {
  const paths = groups.flatMap(({ actions }) => actions.flatMap(({ routes }) => routes.map(({ path }) => path)));
  const prefix = /^\/[^/]+\//.exec(paths[0] ?? '')?.[0];
  return prefix !== undefined && paths.every((path) => path.startsWith(prefix)) ? `${prefix}api-tokens/self` : null;
}
