import { useController, type FieldPath, type FieldValues } from 'react-hook-form';
import { useIntl } from 'react-intl';

/** The type of an error with the server's own message; the message of any other is an id in the message files. */
export const SERVERS_WORDS = 'words';

/** A field of the surrounding form, with its error in the person's language. */
export function useFormField<Values extends FieldValues, Name extends FieldPath<Values> = FieldPath<Values>>(name: Name) {
  const { formatMessage } = useIntl();
  const { field, fieldState: { error } } = useController<Values, Name>({ name });
  return { field, error: error && (error.type === SERVERS_WORDS ? error.message : formatMessage({ id: error.message })) };
}
