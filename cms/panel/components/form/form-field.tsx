import { forwardRef } from 'react';
import { Field, TextInput, type TextInputProps } from '@strapi/design-system';

/** The props of a single-line field. */
export interface FormFieldProps extends Pick<TextInputProps, 'type' | 'autoComplete' | 'disabled' | 'required' | 'autoFocus' | 'onBlur'> {
  name: string;
  label: string;
  hint?: string;
  error?: string;
  value: string;
  onChange(value: string): void;
}

/** A single-line field with its label, hint and error. */
export const FormField = forwardRef<HTMLInputElement, FormFieldProps>(function FormField(
  { name, label, hint, error, required, value, onChange, ...input },
  ref,
) {
  return (
    <Field.Root name={name} required={required} hint={hint} error={error}>
      <Field.Label>{label}</Field.Label>
      <TextInput
        {...input}
        ref={ref}
        dir={input.type ? undefined : 'auto'}
        maxLength={255}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      <Field.Hint />
      <Field.Error />
    </Field.Root>
  );
});
