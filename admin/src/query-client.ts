import { QueryClient } from '@tanstack/react-query';
import { isRefusal } from './refusal';

/**
 * The cache of one settings page. A refusal is an answer and is not asked for again; a lost connection is tried twice. Coming
 * back to the window does not reload, so that nothing changes under a person's hands. Offline, requests fail at once: one that
 * waited would be sent later, when nobody expects it any more. Coming back online reads again what failed.
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
