import { Checkbox, Field } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import { styled } from 'styled-components';
import { ControlledField } from '../../components/form/controlled-field';
import { FormGrid } from '../../components/form/form-grid';
import { FormBox } from '../../components/form/form-page';
import { useFormField } from '../../components/form/use-form-field';
import type { Role } from '../roles/roles';
import type { AccountValues } from './account-schema';

const Choices = styled.ul`
  display: grid;
  gap: 0.8rem;
  grid-template-columns: minmax(0, 1fr);
  overflow-wrap: anywhere;
`;

/** A person's name, address and roles. */
export function AccountFields({ roles, disabled }: {
  /** Roles to choose from. */
  roles: Array<Pick<Role, 'id' | 'name'>>;
  disabled?: boolean;
}) {
  const { formatMessage } = useIntl();
  const field = (name: keyof AccountValues, label: string) => ({ name, label: formatMessage({ id: label }), autoComplete: 'off', disabled });
  return (
    <FormBox>
      <FormGrid>
        <ControlledField {...field('firstname', 'panel.firstname')} required />
        <ControlledField {...field('lastname', 'panel.lastname')} />
        <ControlledField {...field('email', 'panel.email')} required type="email" />
        <RolesField roles={roles} disabled={disabled} />
      </FormGrid>
    </FormBox>
  );
}

function RolesField({ roles, disabled }: Parameters<typeof AccountFields>[0]) {
  const { formatMessage } = useIntl();
  const { field: { value: held, onChange, ref }, error } = useFormField<AccountValues, 'roles'>('roles');
  const toggle = (id: number, isHeld: boolean) => onChange((isHeld ? [...held, id] : held.filter((one) => one !== id)).sort());
  return (
    <Field.Root id="roles" name="roles" required error={error}>
      <Field.Label id="roles-label">{formatMessage({ id: 'panel.roles' })}</Field.Label>
      {/* The design system's checkbox keeps a ref to itself. */}
      <Choices aria-labelledby="roles-label" ref={(list) => ref(list?.querySelector('button'))}>
        {roles.map(({ id, name }) => (
          <li key={id}>
            <Checkbox
              aria-describedby={error ? 'roles-error' : undefined}
              checked={held.includes(id)}
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
  );
}
