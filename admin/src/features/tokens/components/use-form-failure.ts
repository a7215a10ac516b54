import { useCallback, useMemo, useState } from 'react';
import { useNotification } from '@strapi/strapi/admin';
import { useRefusalText } from '../../../use-refusal-text';
import type { MessageKey } from '../../../translations';
import { useText } from '../../../use-text';

/**
 * Why the last save of a form failed, per field, in the language of the moment; what concerns the whole form is shown as a
 * notification.
 */
export function useFormFailure() {
  const refusalText = useRefusalText();
  const { toggleNotification } = useNotification();
  const text = useText();
  const [failure, setFailure] = useState<{ error?: unknown; fields?: Record<string, MessageKey> }>({});
  const errors = useMemo<Record<string, string>>(() => {
    const own = Object.entries(failure.fields ?? {}).map(([field, key]) => [field, text(key)]);
    return { ...(failure.error ? refusalText(failure.error).fields : {}), ...Object.fromEntries(own) };
  }, [failure, refusalText, text]);
  const setErrors = useCallback((fields: Record<string, MessageKey>) => setFailure({ fields }), []);
  const fail = useCallback((error: unknown) => {
    setFailure({ error });
    toggleNotification({ type: 'danger', message: refusalText(error).message });
  }, [refusalText, toggleNotification]);
  return { errors, setErrors, fail };
}
