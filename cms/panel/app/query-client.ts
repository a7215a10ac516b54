import { QueryClient } from '@tanstack/react-query';
import { isFetchError } from '../session/fetch-client';

/**
 * The cache of the CMS's own pages. Error responses are not retried; a lost connection is retried twice. Offline, requests fail
 * immediately: a queued one would be sent later, when nobody expects it any more. Going online reloads what failed.
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
