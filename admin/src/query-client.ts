import { QueryClient } from '@tanstack/react-query';
import { isRefusal } from './refusal';

/**
 * The cache of one settings page. An error response is an answer and is not retried; a lost connection is retried twice. Focusing the
 * window does not reload, so that nothing changes while a person works. Offline, requests fail immediately: a queued one would be sent
 * later, when nobody expects it any more. Going online reloads what failed.
 */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      mutations: { networkMode: 'always' },
      queries: {
        networkMode: 'always',
        refetchOnReconnect: ({ state }) => state.status === 'error',
        refetchOnWindowFocus: false,
        retry: (failures, error) => !isRefusal(error) && failures < 2,
      },
    },
  });
}
