import { QueryClient } from '@tanstack/react-query';
import { isFetchError } from '../session/fetch-client';

/** The cache of the CMS's own pages. A refusal is an answer and is not asked for again; a lost connection is tried twice. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: { queries: { retry: (failures, error) => !isFetchError(error) && failures < 2 } },
  });
}
