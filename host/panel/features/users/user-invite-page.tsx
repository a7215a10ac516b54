import { useState } from 'react';
import { useIntl } from 'react-intl';
import { FormPage } from '../../components/form-page';
import { useFormRefusal } from '../../session/use-refusal';
import { useRoles } from '../roles/roles';
import { AccountFields } from './account-fields';
import { InvitationLink } from './invitation-link';
import { useInviteUser, type AccountInput } from './users';

/** Invites a person and shows the link to send them. */
export function UserInvitePage() {
  const { formatMessage } = useIntl();
  const roles = useRoles();
  const invite = useInviteUser();
  const { errors, setErrors, fail } = useFormRefusal();
  const [values, setValues] = useState<AccountInput>({ firstname: '', lastname: '', email: '', roles: [] });

  const save = async () => {
    const isWithoutRole = !values.roles.length;
    setErrors(isWithoutRole ? { roles: { id: 'panel.users.role-required' } } : {});
    if (!isWithoutRole) await invite.mutateAsync(values).catch(fail);
  };
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
          roles={roles.data ?? []}
          onChange={(part) => setValues((current) => ({ ...current, ...part }))}
        />
      )}
    </FormPage>
  );
}
