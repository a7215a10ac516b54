import { useEffect, useState } from 'react';
import { useFetchClient } from '@strapi/strapi/admin';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { PreviewRestrictions, Restrictions } from '../../../../../server/contract';

/** How long to wait for more changes before the request (milliseconds). */
const PAUSE_MS = 400;

/** What a token with these restrictions would find of a content type; while loading, the previous result. Null requests nothing. */
export function usePreview(type: string, restrictions: { value: Restrictions | null } | null) {
  const { post } = useFetchClient();
  const body = restrictions === null ? null : JSON.stringify({ type, restrictions: restrictions.value });
  const [asked, setAsked] = useState(body);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(body), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [body]);
  return useQuery({
    queryKey: ['restrictions-preview', asked],
    queryFn: async ({ signal }) => (await post<PreviewRestrictions['Response']>('/api-tokens/preview-restrictions', JSON.parse(asked!), { signal })).data.data,
    enabled: asked !== null && body !== null,
    placeholderData: keepPreviousData,
  });
}
