import { useCallback, useState } from 'react';
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

/** Keeps what the server had against the fields of a form; what concerns the whole form is shown as a notification. */
export function useFormRefusal() {
  const refusalText = useRefusalText();
  const { toggleNotification } = useNotification();
  const [errors, setErrors] = useState<Record<string, string>>({});
  const fail = useCallback((error: unknown) => {
    const { message, fields } = refusalText(error);
    setErrors(fields);
    if (!Object.keys(fields).length) toggleNotification({ type: 'danger', message });
  }, [refusalText, toggleNotification]);
  return { errors, setErrors, fail };
}
