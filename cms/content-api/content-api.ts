import type { ContentApi } from '../../server/host';
import type { Cms, MountedRoute } from '../cms';
import type { OwnedRouteSet, Route } from '../route';
import { createPreview } from './preview-restricted';
import { createRestrictable } from './restrict';
import { createRestRoutes } from './routes';

type RouteAuth = NonNullable<Route['config']>['auth'];

/** A route of the content API as `GET /admin/content-api/routes` lists it. */
export interface ListedRoute {
  method: string;
  /** From the root: `/api/articles/:id`. */
  path: string;
  /** The action: `api::article.article.findOne`. */
  handler: string;
  config: { auth: false | { scope: string[] } };
  info: { apiName: string; type: 'content-api' };
}

/** The actions of the content API, per API and controller: `{ 'api::article': { controllers: { article: ['find'] } } }`. */
export type ContentApiActions = Record<string, { controllers: Record<string, string[]> }>;

/** {@link ContentApi} with its actions and routes. */
export interface CmsContentApi extends ContentApi {
  permissions: ContentApi['permissions'] & { getActionsMap(): ContentApiActions };
  /** All routes of the content API, per API and plugin. */
  getRoutesMap(): Promise<Record<string, ListedRoute[]>>;
}

/**
 * The content API of a CMS: REST routes for its content types, and what handlers, tokens and the panel need of it. `cms.routes` is only
 * read on use, so that routes may be mounted later.
 */
export function createContentApi(cms: Cms): { routeSets: OwnedRouteSet[]; contentAPI: CmsContentApi } {
  const routeSets = createRestRoutes(cms);

  function actions(): string[] {
    const own = routeSets.flatMap(({ owner, routes }) => routes.map(({ name }) => `${owner}.${name}`));
    return [...new Set([...own, ...namedRoutes(cms).map(actionOf)])];
  }

  return {
    routeSets,
    contentAPI: {
      restrictable: { ...createRestrictable(cms), preview: createPreview(cms) },
      permissions: {
        providers: { action: { keys: actions } },
        getActionsMap: () => mapActions(actions()),
      },
      async getRoutesMap() {
        const map: Record<string, ListedRoute[]> = {};
        for (const route of namedRoutes(cms)) (map[route.owner] ??= []).push(listRoute(route));
        return map;
      },
    },
  };
}

function namedRoutes(cms: Cms): MountedRoute[] {
  return cms.routes.filter(({ type, name }) => type === 'content-api' && name !== undefined);
}

function actionOf({ owner, name }: MountedRoute): string {
  return `${owner}.${name}`;
}

/** `api::article.article.find` belongs to the controller `article` of `api::article`. */
function mapActions(actions: string[]): ContentApiActions {
  const map: ContentApiActions = {};
  for (const action of actions) {
    const [owner, controller, name] = action.split('.') as [string, string, string];
    const { controllers } = (map[owner] ??= { controllers: {} });
    (controllers[controller] ??= []).push(name);
  }
  return map;
}

function scopeOf(auth: RouteAuth): string[] {
  return typeof auth === 'object' ? auth.scope ?? [] : [];
}

function listRoute(route: MountedRoute): ListedRoute {
  const { method, fullPath, owner, config } = route;
  return {
    method,
    path: fullPath,
    handler: actionOf(route),
    config: { auth: config?.auth === false ? false : { scope: scopeOf(config?.auth) } },
    info: { apiName: owner.split('::')[1] ?? owner, type: 'content-api' },
  };
}
