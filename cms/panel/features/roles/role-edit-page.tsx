import { useState } from 'react';
import { Box, Typography } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import { useParams } from 'react-router-dom';
import { FormBox, FormPage } from '../../components/form-page';
import { LoadError } from '../../components/load-error';
import { useNotification } from '../../components/notifications';
import { Page } from '../../components/page';
import { changeBetween, withChange, type SetChange } from '../../components/set-change';
import { useAuth, type Permission } from '../../session/auth';
import { useFormRefusal } from '../../session/use-refusal';
import { useRBAC } from '../../session/use-rbac';
import { useGrantable, type GrantableGroup } from './grantable';
import { ROLE_PERMISSIONS, SUPER_ADMIN_CODE } from './role-actions';
import { RoleDetails } from './role-details';
import { RolePermissions } from './role-permissions';
import { useRole, useUpdateRole, type Role, type RoleInput } from './roles';

/** One role: its name and what it grants. */
export function RoleEditPage() {
  const { id = '' } = useParams();
  const role = useRole(id);
  const groups = useGrantable();
  const error = role.error ?? groups.error;
  if (role.data && groups.data) return <RoleForm key={id} {...role.data} groups={groups.data} />;
  const retry = () => void Promise.all([role, groups].map((query) => query.isError && query.refetch()));
  return error ? <LoadError error={error} onRetry={retry} /> : <Page.Loading />;
}

function RoleForm({ role, permissions, groups }: { role: Role; permissions: Permission[]; groups: GrantableGroup[] }) {
  const { formatMessage } = useIntl();
  const { toggleNotification } = useNotification();
  const refetchPermissions = useAuth('RoleForm', (state) => state.refetchPermissions);
  const {
    allowedActions: { canUpdate: mayUpdate },
  } = useRBAC(ROLE_PERMISSIONS);
  const update = useUpdateRole(String(role.id));
  const { errors, setErrors, fail } = useFormRefusal();
  const [draft, setDraft] = useState<Partial<RoleInput>>({});
  const [actions, setActions] = useState<SetChange<string> | null>(null);
  const canUpdate = (mayUpdate ?? false) && role.code !== SUPER_ADMIN_CODE;
  const values = { name: role.name, description: role.description ?? '', ...draft };
  const stored = permissions.map(({ action }) => action);
  const granted = withChange(stored, actions);

  const save = async () => {
    setErrors({});
    try {
      await update.mutateAsync({ fields: draft, actions });
      setDraft((current) => (current === draft ? {} : current));
      setActions((current) => (current === actions ? null : current));
      toggleNotification({ type: 'success', message: formatMessage({ id: 'panel.saved' }) });
      await refetchPermissions();
    } catch (error) {
      fail(error);
    }
  };

  const isDirty = values.name !== role.name
    || values.description !== (role.description ?? '')
    || changeBetween(stored, granted) !== null;
  return (
    <FormPage title={role.name} canSave={canUpdate} isDirty={isDirty} onSave={save}>
      <RoleDetails
        values={values}
        errors={errors}
        disabled={!canUpdate}
        onChange={(part) => setDraft((current) => ({ ...current, ...part }))}
      />
      <FormBox>
        <Box paddingBottom={4}>
          <Typography variant="delta" tag="h2" fontWeight="bold">
            {formatMessage({ id: 'panel.permissions' })}
          </Typography>
          <Typography tag="p" textColor="neutral600">
            {formatMessage({ id: role.code === SUPER_ADMIN_CODE ? 'panel.roles.super-admin' : 'panel.roles.permissions.note' })}
          </Typography>
        </Box>
        <RolePermissions groups={groups} granted={granted} onChange={canUpdate ? (next) => setActions(changeBetween(stored, next)) : undefined} />
      </FormBox>
    </FormPage>
  );
}
