import { useCallback, type ReactNode } from 'react';
import { useIntl } from 'react-intl';
import { PLUGIN_ID } from './plugin-id';
import type { MessageKey } from './translations';

/** Formats a message of the plugin in the person's language, with `values`. */
export interface Text {
  (key: MessageKey, values?: Record<string, string | number | Date | null>): string;
  (key: MessageKey, values: Record<string, ReactNode | ((chunks: ReactNode) => ReactNode)>): ReactNode;
}

/** The plugin's messages in the person's language. */
export function useText(): Text {
  const { formatMessage } = useIntl();
  return useCallback(
    ((key: MessageKey, values?: Record<string, any>) => formatMessage({ id: `${PLUGIN_ID}.${key}` }, values)) as Text,
    [formatMessage],
  );
}
