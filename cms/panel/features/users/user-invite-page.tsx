import { useState } from 'react';
import { useIntl } from 'react-intl';
import { FormPage } from '../../components/form-page';
import { LoadError } from '../../components/load-error';
import { useAuth } from '../../session/auth';
import { useRBAC } from '../../session/use-rbac';
import { ROLE_PERMISSIONS } from '../roles/role-actions';
import { useFormRefusal } from '../../session/use-refusal';
import { useRoles } from '../roles/roles';
import { AccountFields } from './account-fields';
import { InvitationLink } from './invitation-link';
import { useInviteUser, type AccountInput } from './users';

/** Invites a person and shows the link to send them. */
export function UserInvitePage() {
  const { formatMessage } = useIntl();
  const {
    allowedActions: { canRead: canReadRoles = false },
  } = useRBAC(ROLE_PERMISSIONS);
  const ownRoles = useAuth('UserInvitePage', ({ user }) => user?.roles);
  // Who may not see all roles can give their own.
  const roles = useRoles(canReadRoles);
  const choices = roles.data ?? (canReadRoles ? [] : (ownRoles ?? []).map(({ id, name }) => ({ id: Number(id), name })));
  const invite = useInviteUser();
  const { errors, setErrors, fail } = useFormRefusal();
  const [values, setValues] = useState<AccountInput>({ firstname: '', lastname: '', email: '', roles: [] });

  const save = async () => {
    const isWithoutRole = !values.roles.length;
    setErrors(isWithoutRole ? { roles: { id: 'panel.users.role-required' } } : {});
    if (!isWithoutRole) await invite.mutateAsync(values).catch(fail);
  };
  if (roles.isError && !roles.data) return <LoadError error={roles.error} onRetry={() => void roles.refetch()} />;
  return (
    <FormPage
      title={formatMessage({ id: 'panel.users.invite' })}
      saveLabel={formatMessage({ id: 'panel.users.invite' })}
      canSave={!invite.isSuccess}
      isDirty={!invite.isSuccess && Boolean(values.firstname || values.lastname || values.email || values.roles.length)}
      onSave={save}
    >
      {invite.data ? <InvitationLink registrationToken={invite.data.registrationToken} email={invite.data.email} /> : (
        <AccountFields
          values={values}
          errors={errors}
          roles={choices}
          onChange={(part) => setValues((current) => ({ ...current, ...part }))}
        />
      )}
    </FormPage>
  );
}
