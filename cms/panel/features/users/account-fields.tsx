import { Checkbox, Field } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import { styled } from 'styled-components';
import { FormField } from '../../components/form-field';
import { FormGrid } from '../../components/form-grid';
import { FormBox } from '../../components/form-page';
import type { Role } from '../roles/roles';
import type { AccountInput } from './users';

const Choices = styled.ul`
  display: grid;
  gap: 0.8rem;
  grid-template-columns: minmax(0, 1fr);
  overflow-wrap: anywhere;
`;

/** A person's name, address and roles. */
export function AccountFields({
  values,
  errors,
  roles,
  disabled,
  onChange,
}: {
  values: AccountInput;
  errors: Record<string, string>;
  /** Roles to choose from. */
  roles: Array<Pick<Role, 'id' | 'name'>>;
  disabled?: boolean;
  onChange(part: Partial<AccountInput>): void;
}) {
  const { formatMessage } = useIntl();
  const field = (name: 'firstname' | 'lastname' | 'email', label: string) => ({
    name,
    label: formatMessage({ id: label }),
    autoComplete: 'off',
    disabled,
    error: errors[name],
    value: values[name],
    onChange: (value: string) => onChange({ [name]: value }),
  });
  const toggle = (id: number, isHeld: boolean) =>
    onChange({ roles: isHeld ? [...values.roles, id] : values.roles.filter((held) => held !== id) });

  return (
    <FormBox>
      <FormGrid>
        <FormField {...field('firstname', 'panel.firstname')} required />
        <FormField {...field('lastname', 'panel.lastname')} />
        <FormField {...field('email', 'panel.email')} required type="email" />
        <Field.Root name="roles" required error={errors.roles}>
          <Field.Label id="roles-label">{formatMessage({ id: 'panel.roles' })}</Field.Label>
          <Choices aria-labelledby="roles-label">
            {roles.map(({ id, name }) => (
              <li key={id}>
                <Checkbox
                  checked={values.roles.includes(id)}
                  disabled={disabled}
                  onCheckedChange={(checked) => toggle(id, checked === true)}
                >
                  <bdi>{name}</bdi>
                </Checkbox>
              </li>
            ))}
          </Choices>
          <Field.Error />
        </Field.Root>
      </FormGrid>
    </FormBox>
  );
}
