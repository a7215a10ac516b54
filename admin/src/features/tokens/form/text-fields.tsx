import { Field, Textarea, TextInput } from '@strapi/design-system';
import { useText } from '../../../use-text';
import { useTokenField } from './use-token-field';

/** The token's name. */
export function NameField({ disabled }: { disabled?: boolean }) {
  const text = useText();
  const { field, error } = useTokenField('name');
  return (
    <Field.Root name="name" required error={error}>
      <Field.Label>{text('field.name')}</Field.Label>
      <TextInput {...field} maxLength={255} disabled={disabled} autoComplete="off" dir="auto" />
      <Field.Error />
    </Field.Root>
  );
}

/** What the token is for. */
export function DescriptionField({ disabled }: { disabled?: boolean }) {
  const text = useText();
  const { field, error } = useTokenField('description');
  return (
    <Field.Root name="description" error={error}>
      <Field.Label>{text('field.description')}</Field.Label>
      <Textarea {...field} maxLength={10_000} disabled={disabled} dir="auto" />
      <Field.Error />
    </Field.Root>
  );
}
