import { useIntl } from 'react-intl';
import { FormPage } from '../../components/form/form-page';
import { LoadError } from '../../components/page/load-error';
import { useRecordForm } from '../../components/form/use-record-form';
import { useAuth } from '../../session/auth';
import { useRBAC } from '../../session/use-rbac';
import { ROLE_PERMISSIONS } from '../roles/role-actions';
import { useFormRefusal } from '../../session/use-refusal';
import { useRoles } from '../roles/roles';
import { AccountFields } from './account-fields';
import { accountSchema, type AccountValues } from './account-schema';
import { InvitationLink } from './invitation-link';
import { useInviteUser } from './users';

const NEW_ACCOUNT: AccountValues = { firstname: '', lastname: '', email: '', roles: [] };

/** Invites a person and shows the link to send them. */
export function UserInvitePage() {
  const { formatMessage } = useIntl();
  const {
    allowedActions: { canRead: canReadRoles = false },
  } = useRBAC(ROLE_PERMISSIONS);
  const ownRoles = useAuth('UserInvitePage', ({ user }) => user?.roles);
  // People who may not see all roles can assign their own.
  const roles = useRoles(canReadRoles);
  const choices = roles.data ?? (canReadRoles ? [] : (ownRoles ?? []).map(({ id, name }) => ({ id: Number(id), name })));
  const invite = useInviteUser();
  const { form } = useRecordForm(accountSchema, NEW_ACCOUNT);
  const fail = useFormRefusal(form);

  const save = async (values: AccountValues) => {
    try {
      await invite.mutateAsync(values);
      form.reset(values);
    } catch (error) {
      fail(error);
    }
  };
  if (roles.isError && !roles.data) return <LoadError error={roles.error} onRetry={() => void roles.refetch()} />;
  return (
    <FormPage
      form={form}
      title={formatMessage({ id: 'panel.users.invite' })}
      saveLabel={formatMessage({ id: 'panel.users.invite' })}
      canSave={!invite.isSuccess}
      onSave={save}
    >
      {invite.data
        ? <InvitationLink registrationToken={invite.data.registrationToken} email={invite.data.email} />
        : <AccountFields roles={choices} />}
    </FormPage>
  );
}
