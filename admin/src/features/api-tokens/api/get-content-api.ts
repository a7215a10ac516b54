import { useMemo } from 'react';
import { useFetchClient } from '@strapi/strapi/admin';
import { useQuery } from '@tanstack/react-query';
import { contentGroups, type ContentApiActions, type ContentGroup, type ContentRoute } from '../rules/content-groups';

/** What is known about the content API. */
export interface ContentApi {
  /** Its actions with their routes; undefined until they are known. */
  groups?: ContentGroup[];
  /** Why the actions could not be read. */
  error: unknown;
  /** Reloads the actions. */
  retry(): void;
  /** True if the host did not describe its routes: the actions are then shown without them. */
  isWithoutRoutes: boolean;
}

const KEPT_MS = 5 * 60_000;

/** The content API as the host describes it. Its routes are optional: if they fail, the actions are still shown. */
export function useContentApi(): ContentApi {
  const { get } = useFetchClient();
  const actions = useQuery({
    queryKey: ['content-api', 'actions'],
    queryFn: async ({ signal }) => (await get<{ data: ContentApiActions }>('/admin/content-api/permissions', { signal })).data.data,
    staleTime: KEPT_MS,
  });
  const routes = useQuery({
    queryKey: ['content-api', 'routes'],
    queryFn: async ({ signal }) => {
      const { data } = await get<{ data: Record<string, ContentRoute[]> }>('/admin/content-api/routes', { signal });
      return Object.values(data.data).flat();
    },
    staleTime: KEPT_MS,
  });
  const isSettled = routes.data !== undefined || routes.isError;
  const groups = useMemo(
    () => (actions.data && isSettled ? contentGroups(actions.data, routes.data ?? []) : undefined),
    [actions.data, isSettled, routes.data],
  );
  return { groups, error: actions.error, retry: () => void actions.refetch(), isWithoutRoutes: routes.isError };
}
