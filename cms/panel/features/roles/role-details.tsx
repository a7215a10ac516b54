import { Field, Textarea } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import { FormField } from '../../components/form-field';
import { FormGrid } from '../../components/form-grid';
import { FormBox } from '../../components/form-page';
import type { RoleInput } from './roles';

/** A role's name and description. */
export function RoleDetails({ values, errors, disabled, onChange }: {
  values: RoleInput;
  errors: Record<string, string>;
  disabled?: boolean;
  onChange(part: Partial<RoleInput>): void;
}) {
  const { formatMessage } = useIntl();
  return (
    <FormBox>
      <FormGrid>
        <FormField
          name="name"
          required
          label={formatMessage({ id: 'panel.name' })}
          disabled={disabled}
          error={errors.name}
          value={values.name}
          onChange={(name) => onChange({ name })}
        />
        <Field.Root name="description" error={errors.description}>
          <Field.Label>{formatMessage({ id: 'panel.description' })}</Field.Label>
          <Textarea
            value={values.description}
            disabled={disabled}
            maxLength={10_000}
            dir="auto"
            onChange={(event) => onChange({ description: event.target.value })}
          />
          <Field.Error />
        </Field.Root>
      </FormGrid>
    </FormBox>
  );
}
