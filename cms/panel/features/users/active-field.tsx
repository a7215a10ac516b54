import { Box, Field, Toggle, Typography } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import { FormBox } from '../../components/form/form-page';
import { useFormField } from '../../components/form/use-form-field';
import type { AccountValues } from './account-schema';

/** Whether a person may log in; nobody can change this for themselves. */
export function ActiveField({ isSelf, disabled }: { isSelf: boolean; disabled: boolean }) {
  const { formatMessage } = useIntl();
  const { field: { value, onChange, ref }, error } = useFormField<AccountValues, 'isActive'>('isActive');
  return (
    <FormBox>
      <Field.Root name="isActive" error={error} hint={formatMessage({ id: 'panel.users.active.hint' })}>
        <Field.Label>{formatMessage({ id: 'panel.users.active' })}</Field.Label>
        <Box maxWidth="24rem">
          <Toggle
            ref={ref}
            checked={value ?? false}
            disabled={disabled || isSelf}
            onLabel={formatMessage({ id: 'panel.yes' })}
            offLabel={formatMessage({ id: 'panel.no' })}
            onChange={(event) => onChange(event.target.checked)}
          />
        </Box>
        <Field.Hint />
        <Field.Error />
      </Field.Root>
      {isSelf ? (
        <Box paddingTop={2}>
          <Typography variant="pi" textColor="neutral600">
            {formatMessage({ id: 'panel.users.active.self' })}
          </Typography>
        </Box>
      ) : null}
    </FormBox>
  );
}
