import { Button } from '@strapi/design-system';
import { useQuery } from '@tanstack/react-query';
import { useIntl } from 'react-intl';
import { useNavigate, useSearchParams } from 'react-router-dom';
import { LoadError } from '../../components/page/load-error';
import { Page } from '../../components/page/page';
import { isFetchError, useFetchClient } from '../../session/fetch-client';
import { useRefusalText } from '../../session/use-refusal';
import { RegistrationForm } from './registration-form';
import type { Registration } from './registration-schema';

/** Lets an invited person choose a password. */
export function InvitationPage() {
  const { formatMessage } = useIntl();
  const { get, post } = useFetchClient();
  const navigate = useNavigate();
  const refusalText = useRefusalText();
  const [query] = useSearchParams();
  const registrationToken = query.get('registrationToken') ?? '';
  const invitation = useQuery({
    queryKey: ['invitation', registrationToken],
    queryFn: async () =>
      (await get<{ data: Partial<Registration> }>('/admin/registration-info', { params: { registrationToken } })).data.data,
    staleTime: Infinity,
  });

  if (invitation.isPending) return <Page.Loading />;
  if (invitation.isError) {
    // Whether the server rejected it, or merely did not respond.
    const isFinal = isFetchError(invitation.error) && invitation.error.status! < 500;
    if (!isFinal) return <LoadError error={invitation.error} onRetry={() => void invitation.refetch()} />;
    return (
      <Page.Error
        content={refusalText(invitation.error)}
        action={
          <Button variant="secondary" onClick={() => navigate('/auth/login')}>
            {formatMessage({ id: 'panel.to-login' })}
          </Button>
        }
      />
    );
  }
  const { email, firstname, lastname } = invitation.data;
  return (
    <RegistrationForm
      title={formatMessage({ id: 'panel.invitation.title' })}
      subtitle={formatMessage({ id: 'panel.invitation.subtitle' })}
      initial={{ email, firstname: firstname ?? '', lastname: lastname ?? '' }}
      hasFixedEmail
      register={async ({ firstname: first, lastname: last, password }) => {
        const userInfo = { firstname: first, lastname: last, password };
        return (await post<{ data: { token: string } }>('/admin/register', { registrationToken, userInfo })).data.data.token;
      }}
    />
  );
}
