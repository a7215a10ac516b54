import { useMemo } from 'react';
import { Box, Typography } from '@strapi/design-system';
import { useQueryClient } from '@tanstack/react-query';
import { useIntl } from 'react-intl';
import { useParams } from 'react-router-dom';
import { FormBox, FormPage } from '../../components/form/form-page';
import { LoadError } from '../../components/page/load-error';
import { useNotification } from '../../components/notifications';
import { Page } from '../../components/page/page';
import { changeBetween } from '../../components/form/set-change';
import { useRecordForm } from '../../components/form/use-record-form';
import { useAuth, type Permission } from '../../session/auth';
import { useFormRefusal } from '../../session/use-refusal';
import { useRBAC } from '../../session/use-rbac';
import { useGrantable, type GrantableGroup } from './grantable';
import { ROLE_PERMISSIONS, SUPER_ADMIN_CODE } from './role-actions';
import { RoleDetails } from './role-details';
import { RolePermissions } from './role-permissions';
import { roleSchema, type RoleValues } from './role-schema';
import { roleKeys, useRole, useUpdateRole, type Role } from './roles';

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
  const queryClient = useQueryClient();
  const update = useUpdateRole(String(role.id));
  const stored = useMemo(() => ({
    name: role.name,
    description: role.description ?? '',
    actions: permissions.map(({ action }) => action).sort(),
  }), [permissions, role]);
  const { form, adopt, changesOf } = useRecordForm(roleSchema, stored);
  const fail = useFormRefusal(form);
  const canUpdate = (mayUpdate ?? false) && role.code !== SUPER_ADMIN_CODE;

  const save = async (values: RoleValues) => {
    const { actions, ...fields } = changesOf(values);
    try {
      await update.mutateAsync({ fields, actions: actions ? changeBetween(stored.actions, actions) : null });
      adopt(values);
      toggleNotification({ type: 'success', message: formatMessage({ id: 'panel.saved' }) });
      await refetchPermissions();
    } catch (error) {
      fail(error);
    } finally {
      // A failed change may have been saved in part.
      await queryClient.invalidateQueries({ queryKey: roleKeys.all });
    }
  };

  return (
    <FormPage form={form} title={role.name} canSave={canUpdate} onSave={save}>
      <RoleDetails disabled={!canUpdate} />
      <FormBox>
        <Box paddingBottom={4}>
          <Typography variant="delta" tag="h2" fontWeight="bold">
            {formatMessage({ id: 'panel.permissions' })}
          </Typography>
          <Typography tag="p" textColor="neutral600">
            {formatMessage({ id: role.code === SUPER_ADMIN_CODE ? 'panel.roles.super-admin' : 'panel.roles.permissions.note' })}
          </Typography>
        </Box>
        <RolePermissions groups={groups} disabled={!canUpdate} />
      </FormBox>
    </FormPage>
  );
}
