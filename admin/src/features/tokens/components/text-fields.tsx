import { Field, Textarea, TextInput } from '@strapi/design-system';
import { useText } from '../../../use-text';

/** What both fields are told. */
export interface TextFieldProps {
  value: string;
  error?: string;
  disabled?: boolean;
  onChange(value: string): void;
}

/** The token's name. */
export function NameField({ value, error, disabled, onChange }: TextFieldProps) {
  const text = useText();
  return (
    <Field.Root name="name" required error={error}>
      <Field.Label>{text('field.name')}</Field.Label>
      <TextInput
        value={value}
        maxLength={255}
        disabled={disabled}
        autoComplete="off"
        dir="auto"
        onChange={(event) => onChange(event.target.value)}
      />
      <Field.Error />
    </Field.Root>
  );
}

/** What the token is for. */
export function DescriptionField({ value, error, disabled, onChange }: TextFieldProps) {
  const text = useText();
  return (
    <Field.Root name="description" error={error}>
      <Field.Label>{text('field.description')}</Field.Label>
      <Textarea
        value={value}
        maxLength={10_000}
        disabled={disabled}
        dir="auto"
        onChange={(event) => onChange(event.target.value)}
      />
      <Field.Error />
    </Field.Root>
  );
}
