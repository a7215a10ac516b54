import { useEffect, useState } from 'react';
import { useIntl } from 'react-intl';
import { useLocation, useNavigate } from 'react-router-dom';
import { FormPage } from '../../components/form-page';
import { useFormRefusal } from '../../session/use-refusal';
import { RoleDetails } from './role-details';
import { useCreateRole, type RoleInput } from './roles';

/** Makes a role and goes on to its permissions. */
export function RoleCreatePage() {
  const { formatMessage } = useIntl();
  const navigate = useNavigate();
  const { state } = useLocation();
  const create = useCreateRole();
  const [madeId, setMadeId] = useState<number>();
  const { errors, setErrors, fail } = useFormRefusal();
  const [values, setValues] = useState<RoleInput>({ name: '', description: '' });

  const save = async () => {
    setErrors({});
    try {
      setMadeId((await create.mutateAsync(values)).id);
    } catch (error) {
      fail(error);
    }
  };

  // Once nothing is unsaved any more, so that nothing is asked.
  useEffect(() => {
    if (madeId !== undefined) navigate(`../${madeId}`, { replace: true, state });
  }, [madeId, navigate, state]);

  const isDirty = madeId === undefined && Boolean(values.name || values.description);
  return (
    <FormPage title={formatMessage({ id: 'panel.roles.create.title' })} canSave isDirty={isDirty} onSave={save}>
      <RoleDetails values={values} errors={errors} onChange={(part) => setValues((current) => ({ ...current, ...part }))} />
    </FormPage>
  );
}
