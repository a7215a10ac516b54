import { useCallback, useState } from 'react';
import { useNotification } from '@strapi/strapi/admin';
import { useRefusalText } from '../../../use-refusal-text';

/** Why the last save of a form failed, per field; what concerns the whole form is shown as a notification. */
export function useFormFailure() {
  const refusalText = useRefusalText();
  const { toggleNotification } = useNotification();
  const [errors, setErrors] = useState<Record<string, string>>({});
  const fail = useCallback((error: unknown) => {
    const { message, fields } = refusalText(error);
    setErrors(fields);
    toggleNotification({ type: 'danger', message });
  }, [refusalText, toggleNotification]);
  return { errors, setErrors, fail };
}
