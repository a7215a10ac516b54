import { useFetchClient } from '@strapi/strapi/admin';
import { useQuery } from '@tanstack/react-query';
import type { GetPolicy } from '../../../../../server/contract';
import type { TokenPath } from './token-keys';

const NONE: readonly string[] = [];

function usePolicy() {
  const { get } = useFetchClient();
  return useQuery({
    queryKey: ['token-policy'],
    queryFn: async ({ signal }) => (await get<GetPolicy['Response']>('/token-policy', { signal })).data.data,
    staleTime: 5 * 60_000,
  }).data;
}

/** What read-only tokens may use besides `find` and `findOne`; nothing as long as that is not known. */
export function useReadActions(): readonly string[] {
  return usePolicy()?.readActions ?? NONE;
}

/** The path of the MCP server that admin tokens can use; null without one, and as long as that is not known. */
export function useMcpPath(): string | null {
  return usePolicy()?.mcpPath ?? null;
}

/**
 * How long tokens of a kind may live at most, in days; null where nothing limits them, and as long as that is not known: then the server
 * judges alone.
 */
export function useMaxLifetimeDays(path: TokenPath): number | null {
  return usePolicy()?.maxLifetimeDays[path === '/admin-tokens' ? 'admin' : 'contentApi'] ?? null;
}
