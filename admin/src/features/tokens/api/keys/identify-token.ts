import { useFetchClient } from '@strapi/strapi/admin';
import { useMutation } from '@tanstack/react-query';
import type { IdentifiedToken, IdentifyToken } from '../../../../../../server/contract';
import { readRefusal } from '../../../../refusal';
import type { TokenPath } from '../token-keys';

/** Asks which token a key is one of; null where no token of the kind has it. */
export function useIdentifyToken(path: TokenPath) {
  const { post } = useFetchClient();
  return useMutation({
    mutationFn: async (key: string): Promise<IdentifiedToken | null> => {
      try {
        return (await post<IdentifyToken['Response']>(`${path}/identify`, { key })).data.data;
      } catch (error) {
        if (readRefusal(error).status === 404) return null;
        throw error;
      }
    },
    // The key is not kept longer than it is asked about.
    gcTime: 0,
  });
}
