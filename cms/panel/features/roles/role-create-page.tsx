import { useEffect, useState } from 'react';
import { useIntl } from 'react-intl';
import { useLocation, useNavigate } from 'react-router-dom';
import { FormPage } from '../../components/form/form-page';
import { useRecordForm } from '../../components/form/use-record-form';
import { useFormRefusal } from '../../session/use-refusal';
import { RoleDetails } from './role-details';
import { roleSchema, type RoleValues } from './role-schema';
import { useCreateRole } from './roles';

const NEW_ROLE: RoleValues = { name: '', description: '', actions: [] };

/** Creates a role and continues to its permissions. */
export function RoleCreatePage() {
  const { formatMessage } = useIntl();
  const navigate = useNavigate();
  const { state } = useLocation();
  const create = useCreateRole();
  const { form } = useRecordForm(roleSchema, NEW_ROLE);
  const fail = useFormRefusal(form);
  const [madeId, setMadeId] = useState<number>();

  const save = async (values: RoleValues) => {
    try {
      const { id } = await create.mutateAsync({ name: values.name, description: values.description });
      form.reset(values);
      setMadeId(id);
    } catch (error) {
      fail(error);
    }
  };

  // Only once there are no unsaved changes, so that the leave guard does not ask.
  useEffect(() => {
    if (madeId !== undefined) navigate(`../${madeId}`, { replace: true, state });
  }, [madeId, navigate, state]);

  return (
    <FormPage form={form} title={formatMessage({ id: 'panel.roles.create.title' })} canSave onSave={save}>
      <RoleDetails />
    </FormPage>
  );
}
