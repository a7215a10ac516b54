import { FormField, type FormFieldProps } from './form-field';
import { useFormField } from './use-form-field';

/** A single-line field of the surrounding form. */
export function ControlledField(props: Omit<FormFieldProps, 'error' | 'value' | 'onChange'>) {
  const { field, error } = useFormField(props.name);
  return <FormField {...props} {...field} error={error} />;
}
