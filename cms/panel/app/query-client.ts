import { QueryClient } from '@tanstack/react-query';
import { isFetchError } from '../session/fetch-client';

/**
 * The cache of the CMS's own pages. A refusal is an answer and is not asked for again; a lost connection is tried twice. Offline,
 * requests fail at once: one that waited would be sent later, when nobody expects it any more. Coming back online reads again what
 * failed.
 */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      mutations: { networkMode: 'always' },
      queries: {
        networkMode: 'always',
        refetchOnReconnect: ({ state }) => state.status === 'error',
        retry: (failures, error) => !isFetchError(error) && failures < 2,
      },
    },
  });
}
