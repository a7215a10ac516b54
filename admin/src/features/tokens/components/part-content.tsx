import type { ReactNode } from 'react';
import type { UseQueryResult } from '@tanstack/react-query';
import { PartFailure } from './load-failure';
import { Skeleton } from './skeleton';

/** The content once it is loaded; until then a placeholder, or the reason why it could not be loaded. */
export function PartContent<Data>({ query, children }: { query: UseQueryResult<Data>; children(data: Data): ReactNode }) {
  const { data, error, refetch } = query;
  if (data !== undefined) return <>{children(data)}</>;
  return error ? <PartFailure error={error} onRetry={() => void refetch()} /> : <Skeleton $height="8rem" />;
}
