import { Field, Textarea } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import { ControlledField } from '../../components/form/controlled-field';
import { FormGrid } from '../../components/form/form-grid';
import { FormBox } from '../../components/form/form-page';
import { useFormField } from '../../components/form/use-form-field';
import type { RoleValues } from './role-schema';

/** A role's name and description. */
export function RoleDetails({ disabled }: { disabled?: boolean }) {
  const { formatMessage } = useIntl();
  const { field, error } = useFormField<RoleValues, 'description'>('description');
  return (
    <FormBox>
      <FormGrid>
        <ControlledField name="name" required label={formatMessage({ id: 'panel.name' })} disabled={disabled} />
        <Field.Root name="description" error={error}>
          <Field.Label>{formatMessage({ id: 'panel.description' })}</Field.Label>
          <Textarea {...field} disabled={disabled} maxLength={10_000} dir="auto" />
          <Field.Error />
        </Field.Root>
      </FormGrid>
    </FormBox>
  );
}
