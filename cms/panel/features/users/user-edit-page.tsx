import { useState } from 'react';
import { Box, Field, Toggle, Typography } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import { useParams } from 'react-router-dom';
import { FormBox, FormPage } from '../../components/form-page';
import { LoadError } from '../../components/load-error';
import { useNotification } from '../../components/notifications';
import { Page } from '../../components/page';
import { changeBetween, withChange, type SetChange } from '../../components/set-change';
import { useAuth } from '../../session/auth';
import { useFormRefusal } from '../../session/use-refusal';
import { useRBAC } from '../../session/use-rbac';
import { nameOf } from '../../session/user-name';
import { ROLE_PERMISSIONS } from '../roles/role-actions';
import { useRoles } from '../roles/roles';
import { AccountFields } from './account-fields';
import { Invitation } from './invitation';
import { USER_PERMISSIONS, useUpdateUser, useUser, type Account, type AccountInput } from './users';

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
  const update = useUpdateUser(String(user.id));
  const { errors, setErrors, fail } = useFormRefusal();
  const [draft, setDraft] = useState<Partial<Omit<AccountInput, 'roles'>>>({});
  const [roleChange, setRoleChange] = useState<SetChange<number> | null>(null);
  const stored = {
    firstname: user.firstname ?? '',
    lastname: user.lastname ?? '',
    email: user.email,
    isActive: user.isActive,
  };
  const held = user.roles.map(({ id }) => id);
  const values = { ...stored, ...draft, roles: [...withChange(held, roleChange)] };
  const change = ({ roles: chosen, ...fields }: Partial<AccountInput>) => {
    setDraft((current) => ({ ...current, ...fields }));
    if (chosen) setRoleChange(changeBetween(held, chosen));
  };

  const save = async () => {
    const isWithoutRole = !values.roles.length;
    setErrors(isWithoutRole ? { roles: { id: 'panel.users.role-required' } } : {});
    if (isWithoutRole) return;
    try {
      await update.mutateAsync({ fields: draft, roles: roleChange });
      setDraft((current) => (current === draft ? {} : current));
      setRoleChange((current) => (current === roleChange ? null : current));
      toggleNotification({ type: 'success', message: formatMessage({ id: 'panel.saved' }) });
      if (user.id === self?.id) await refetchUser();
    } catch (error) {
      fail(error);
    }
  };

  const isDirty = changeBetween(held, values.roles) !== null
    || Object.entries(draft).some(([field, value]) => value !== stored[field as keyof typeof stored]);
  return (
    <FormPage title={nameOf(user)} subtitle={user.email} canSave={canUpdate} isDirty={isDirty} onSave={save}>
      {user.hasRegistered ? null : <Invitation user={user} canInvite={canCreate} />}
      <AccountFields values={values} errors={errors} roles={roles.data ?? user.roles} disabled={!canUpdate} onChange={change} />
      {user.hasRegistered ? <FormBox>
        <Field.Root name="isActive" error={errors.isActive} hint={formatMessage({ id: 'panel.users.active.hint' })}>
          <Field.Label>{formatMessage({ id: 'panel.users.active' })}</Field.Label>
          <Box maxWidth="24rem">
            <Toggle
              checked={values.isActive}
              disabled={!canUpdate || user.id === self?.id}
              onLabel={formatMessage({ id: 'panel.yes' })}
              offLabel={formatMessage({ id: 'panel.no' })}
              onChange={(event) => change({ isActive: event.target.checked })}
            />
          </Box>
          <Field.Hint />
          <Field.Error />
        </Field.Root>
        {user.id === self?.id ? (
          <Box paddingTop={2}>
            <Typography variant="pi" textColor="neutral600">
              {formatMessage({ id: 'panel.users.active.self' })}
            </Typography>
          </Box>
        ) : null}
      </FormBox> : null}
    </FormPage>
  );
}
