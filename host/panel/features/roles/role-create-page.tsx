import { useState } from 'react';
import { useIntl } from 'react-intl';
import { useNavigate } from 'react-router-dom';
import { FormPage } from '../../components/form-page';
import { useFormRefusal } from '../../session/use-refusal';
import { RoleDetails } from './role-details';
import { useCreateRole, type RoleInput } from './roles';

/** Makes a role and goes on to its permissions. */
export function RoleCreatePage() {
  const { formatMessage } = useIntl();
  const navigate = useNavigate();
  const create = useCreateRole();
  const { errors, setErrors, fail } = useFormRefusal();
  const [values, setValues] = useState<RoleInput>({ name: '', description: '' });

  const save = async () => {
    setErrors({});
    try {
      const { id } = await create.mutateAsync(values);
      navigate(`../${id}`, { replace: true });
    } catch (error) {
      fail(error);
    }
  };
  return (
    <FormPage title={formatMessage({ id: 'panel.roles.create.title' })} canSave onSave={save}>
      <RoleDetails values={values} errors={errors} onChange={(part) => setValues((current) => ({ ...current, ...part }))} />
    </FormPage>
  );
}
