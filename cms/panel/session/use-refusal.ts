import { useCallback, useMemo, useState } from 'react';
import { useIntl } from 'react-intl';
import { useNotification } from '../components/notifications';
import { fieldRefusalsOf, refusalOf, type Words } from './refusal';

/** Says why a request failed, in the person's language. */
export function useRefusalText() {
  const { formatMessage } = useIntl();
  return useCallback((error: unknown) => {
    const say = (words: Words) => ('id' in words ? formatMessage(words) : words.text);
    return {
      message: say(refusalOf(error)),
      fields: Object.fromEntries(Object.entries(fieldRefusalsOf(error)).map(([field, words]) => [field, say(words)])),
    };
  }, [formatMessage]);
}

/**
 * Keeps what is wrong with the fields of a form, in the language of the moment; what concerns the whole form is shown as a
 * notification.
 */
export function useFormRefusal() {
  const refusalText = useRefusalText();
  const { toggleNotification } = useNotification();
  const { formatMessage } = useIntl();
  const [failure, setFailure] = useState<{ error?: unknown; fields?: Record<string, { id: string }> }>({});
  const errors = useMemo<Record<string, string>>(() => {
    const own = Object.entries(failure.fields ?? {}).map(([field, words]) => [field, formatMessage(words)]);
    return { ...(failure.error ? refusalText(failure.error).fields : {}), ...Object.fromEntries(own) };
  }, [failure, formatMessage, refusalText]);
  const setErrors = useCallback((fields: Record<string, { id: string }>) => setFailure({ fields }), []);
  const fail = useCallback((error: unknown) => {
    const { message, fields } = refusalText(error);
    setFailure({ error });
    if (!Object.keys(fields).length) toggleNotification({ type: 'danger', message });
  }, [refusalText, toggleNotification]);
  return { errors, setErrors, fail };
}
