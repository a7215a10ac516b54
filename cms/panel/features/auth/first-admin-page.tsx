import { useIntl } from 'react-intl';
import { useFetchClient } from '../../session/fetch-client';
import { RegistrationForm } from './registration-form';

/** Registers the first admin, who may do everything. */
export function FirstAdminPage() {
  const { formatMessage } = useIntl();
  const { post } = useFetchClient();
  return (
    <RegistrationForm
      title={formatMessage({ id: 'panel.first-admin.title' })}
      subtitle={formatMessage({ id: 'panel.first-admin.subtitle' })}
      register={async (registration) =>
        (await post<{ data: { token: string } }>('/admin/register-admin', registration)).data.data.token}
    />
  );
}
