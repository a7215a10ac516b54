import { FormField, type FormFieldProps } from './form-field';
import { useFormField } from './use-form-field';

/** A field of one line of the form around it. */
export function ControlledField(props: Omit<FormFieldProps, 'error' | 'value' | 'onChange'>) {
  const { field, error } = useFormField(props.name);
  return <FormField {...props} {...field} error={error} />;
}
