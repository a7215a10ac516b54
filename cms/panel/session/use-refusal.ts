import { useCallback } from 'react';
import type { FieldPath, FieldValues, UseFormReturn } from 'react-hook-form';
import { useIntl } from 'react-intl';
import { SERVERS_WORDS } from '../components/form/use-form-field';
import { useNotification } from '../components/notifications';
import { fieldRefusalsOf, refusalOf } from './refusal';

/** Explains why a request failed, in the person's language. */
export function useRefusalText() {
  const { formatMessage } = useIntl();
  return useCallback((error: unknown) => {
    const words = refusalOf(error);
    return 'id' in words ? formatMessage(words) : words.text;
  }, [formatMessage]);
}

/**
 * Explains why a form could not be saved: next to the fields that the server rejected, the first of which gets the focus; in a
 * notification if there are none.
 */
export function useFormRefusal<Values extends FieldValues>({ getValues, setError }: UseFormReturn<Values>) {
  const refusalText = useRefusalText();
  const { toggleNotification } = useNotification();
  return (error: unknown) => {
    const refusals = fieldRefusalsOf(error);
    const refused = (Object.keys(getValues()) as Array<FieldPath<Values>>).filter((field) => Object.hasOwn(refusals, field));
    if (!refused.length) toggleNotification({ type: 'danger', message: refusalText(error) });
    for (const field of refused) {
      const words = refusals[field]!;
      setError(field, 'id' in words ? { message: words.id } : { type: SERVERS_WORDS, message: words.text }, { shouldFocus: field === refused[0] });
    }
  };
}
