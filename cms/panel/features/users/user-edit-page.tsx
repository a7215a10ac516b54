import { useMemo } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useIntl } from 'react-intl';
import { useParams } from 'react-router-dom';
import { FormPage } from '../../components/form/form-page';
import { LoadError } from '../../components/page/load-error';
import { useNotification } from '../../components/notifications';
import { Page } from '../../components/page/page';
import { changeBetween } from '../../components/form/set-change';
import { useRecordForm } from '../../components/form/use-record-form';
import { useAuth } from '../../session/auth';
import { useFormRefusal } from '../../session/use-refusal';
import { useRBAC } from '../../session/use-rbac';
import { nameOf } from '../../session/user-name';
import { ROLE_PERMISSIONS } from '../roles/role-actions';
import { useRoles } from '../roles/roles';
import { AccountFields } from './account-fields';
import { accountSchema, type AccountValues } from './account-schema';
import { ActiveField } from './active-field';
import { Invitation } from './invitation';
import { USER_PERMISSIONS, userKeys, useUpdateUser, useUser, type Account } from './users';

/** One account: name, address, roles, and whether it may log in. */
export function UserEditPage() {
  const { id = '' } = useParams();
  const user = useUser(id);
  if (user.data) return <UserForm key={id} user={user.data} />;
  return user.isError ? <LoadError error={user.error} onRetry={() => void user.refetch()} /> : <Page.Loading />;
}

function UserForm({ user }: { user: Account }) {
  const { formatMessage } = useIntl();
  const { toggleNotification } = useNotification();
  const { refetchUser, user: self } = useAuth('UserForm', (state) => state);
  const {
    allowedActions: { canUpdate = false, canCreate = false },
  } = useRBAC(USER_PERMISSIONS);
  const {
    allowedActions: { canRead: canReadRoles = false },
  } = useRBAC(ROLE_PERMISSIONS);
  const roles = useRoles(canReadRoles);
  const queryClient = useQueryClient();
  const update = useUpdateUser(String(user.id));
  const stored = useMemo<AccountValues>(() => ({
    firstname: user.firstname ?? '',
    lastname: user.lastname ?? '',
    email: user.email,
    roles: user.roles.map(({ id }) => id).sort(),
    isActive: user.isActive,
  }), [user]);
  const { form, adopt, changesOf } = useRecordForm(accountSchema, stored);
  const fail = useFormRefusal(form);

  const save = async (values: AccountValues) => {
    const { roles: chosen, ...fields } = changesOf(values);
    try {
      await update.mutateAsync({ fields, roles: chosen ? changeBetween(stored.roles, chosen) : null });
      adopt(values);
      await queryClient.invalidateQueries({ queryKey: userKeys.all });
      toggleNotification({ type: 'success', message: formatMessage({ id: 'panel.saved' }) });
      if (user.id === self?.id) await refetchUser();
    } catch (error) {
      fail(error);
    }
  };

  return (
    <FormPage form={form} title={nameOf(user)} subtitle={user.email} canSave={canUpdate} onSave={save}>
      {user.hasRegistered ? null : <Invitation user={user} canInvite={canCreate} />}
      <AccountFields roles={roles.data ?? user.roles} disabled={!canUpdate} />
      {user.hasRegistered ? <ActiveField disabled={!canUpdate} isSelf={user.id === self?.id} /> : null}
    </FormPage>
  );
}
