import { useFetchClient } from '@strapi/strapi/admin';
import { useQuery } from '@tanstack/react-query';
import type { ListEventsOfToken, TokenSummary } from '../../../../../../server/contract';
import { tokenKeys, type TokenPath } from '../token-keys';

/** When a token was given its present key (ISO 8601); undefined while that is not known, and for a token without a previous key. */
export function useReplacedAt(path: TokenPath, { id, previousKey }: Pick<TokenSummary, 'id' | 'previousKey'>): string | undefined {
  const { get } = useFetchClient();
  const { data } = useQuery({
    queryKey: [...tokenKeys.one(path, id), 'replaced'],
    queryFn: async ({ signal }) => {
      const { data: body } = await get<ListEventsOfToken['Response']>(`${path}/${encodeURIComponent(id)}/events?action=token.regenerate&page=1&pageSize=1`, { signal });
      return body.data[0]?.at ?? null;
    },
    enabled: previousKey !== null,
  });
  return data ?? undefined;
}
