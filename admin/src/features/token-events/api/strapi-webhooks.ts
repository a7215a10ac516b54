import { useFetchClient } from '@strapi/strapi/admin';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { EventAction } from '../../../../../server/contract';
import { placement } from '../../../placement';
import { withTokenEvents } from '../rules/webhook-events';

const KEY = ['strapi-webhooks'];
const PATH = '/admin/webhooks';

/** A webhook, as Strapi's own API returns it. */
export interface StrapiWebhook {
  id: string;
  name: string;
  url: string;
  headers: Record<string, string>;
  events: string[];
  isEnabled: boolean;
}

/** All webhooks. Never from memory, since they are also edited on Strapi's page. */
export function useStrapiWebhooks() {
  const { get } = useFetchClient();
  return useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) => (await get<{ data: StrapiWebhook[] }>(PATH, { signal })).data.data,
    gcTime: 0,
  });
}

/** Sets which events about tokens a webhook receives, and leaves everything else about it as it is then. */
export function useSaveTokenEvents() {
  const { get, put } = useFetchClient();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, chosen }: { id: StrapiWebhook['id']; chosen: readonly EventAction[] }) => {
      const path = `${PATH}/${encodeURIComponent(id)}`;
      const { name, url, headers, events } = (await get<{ data: StrapiWebhook }>(path)).data.data;
      // Strapi requires these, and keeps what it is not sent: whether the webhook is enabled.
      await put(path, { name, url, headers, events: withTokenEvents(events, chosen) });
      forgetInStrapi(id);
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: KEY }),
  });
}

/** Has Strapi's form load the webhook again. It would otherwise save the events that it remembers for a minute. */
function forgetInStrapi(id: StrapiWebhook['id']): void {
  placement.panelWithWebhooks?.store?.dispatch({ type: 'adminApi/invalidateTags', payload: [{ type: 'Webhook', id }, { type: 'Webhook', id: 'LIST' }] });
}
