import { useFetchClient } from '@strapi/strapi/admin';
import { useQuery } from '@tanstack/react-query';

const NONE: ReadonlySet<string> = new Set();

/**
 * The uids of the content types that have drafts, as Strapi's Content Manager lists them; undefined until they are known. None if it is not
 * `enabled`, or the request fails.
 */
export function useDraftTypes(enabled: boolean): ReadonlySet<string> | undefined {
  const { get } = useFetchClient();
  const { data, isError } = useQuery({
    queryKey: ['draft-types'],
    queryFn: async ({ signal }) => {
      const { data: types } = (await get<{ data: Array<{ uid: string; options?: { draftAndPublish?: boolean } }> }>('/content-manager/content-types', { signal })).data;
      return new Set(types.flatMap(({ uid, options }) => (options?.draftAndPublish === true ? uid : [])));
    },
    enabled,
    retry: false,
    staleTime: 5 * 60_000,
  });
  return !enabled || isError ? NONE : data;
}
