import type { TokenType } from '../../../../../server/contract';

/** The actions of the content API, per API and controller: `{ 'api::article': { controllers: { article: ['find'] } } }`. */
export type ContentApiActions = Record<string, { controllers: Record<string, string[]> }>;

/** A route of the content API. */
export interface ContentRoute {
  method: string;
  path: string;
  /** The action that answers it: `api::article.article.find`. */
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

const readable = (name: string) => {
  const words = name.replace(/[-_]+/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

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
        label: readable(api.split('::')[1] ?? api),
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

/** The actions that a token of a type, once it is granted them, may do all of `required` by; null where they cannot be granted one by one. */
export function grantableActions(required: readonly string[], type: TokenType | undefined, groups: ContentGroup[]): string[] | null {
  const known = new Set(groups.flatMap(({ actions }) => actions.map(({ id }) => id)));
  return type === 'custom' && required.every((id) => known.has(id)) ? [...required] : null;
}

/** A path for an example: that of a granted action with GET and without a parameter; null if there is none. */
export function examplePath(groups: ContentGroup[], granted: ReadonlySet<string>): string | null {
  const actions = groups.flatMap((group) => group.actions);
  const plain = ({ routes }: ContentAction) => routes.find(({ method, path }) => method === 'GET' && !path.includes(':'))?.path;
  return actions.filter(({ id }) => granted.has(id)).map(plain).find(Boolean) ?? null;
}
