import { useMemo, type FormEvent } from 'react';
import { Box, Button, Flex, Typography } from '@strapi/design-system';
import { FormProvider } from 'react-hook-form';
import { useIntl } from 'react-intl';
import { ControlledField } from '../../components/form/controlled-field';
import { FormGrid } from '../../components/form/form-grid';
import { FormBox } from '../../components/form/form-page';
import { LeaveGuard } from '../../components/form/leave-guard';
import { Layouts } from '../../components/page/layouts';
import { useNotification } from '../../components/notifications';
import { Page } from '../../components/page/page';
import { useKeepFocus } from '../../components/use-keep-focus';
import { useRecordForm } from '../../components/form/use-record-form';
import { useSingleFlight } from '../../components/use-single-flight';
import { useAuth } from '../../session/auth';
import { useFetchClient } from '../../session/fetch-client';
import { useFormRefusal } from '../../session/use-refusal';
import { profileSchema, type ProfileValues } from './profile-schema';

/** The person's own account: name, address, password. */
export function ProfilePage() {
  const { formatMessage } = useIntl();
  const { put } = useFetchClient();
  const { toggleNotification } = useNotification();
  const { user, refetchUser } = useAuth('ProfilePage', (state) => state);
  const stored = useMemo<ProfileValues>(() => ({
    firstname: user?.firstname ?? '',
    lastname: user?.lastname ?? '',
    email: user?.email ?? '',
    password: '',
    currentPassword: '',
  }), [user]);
  const { form, adopt } = useRecordForm(profileSchema, stored);
  const fail = useFormRefusal(form);
  const field = (name: keyof ProfileValues, label: string) => ({ name, label: formatMessage({ id: label }) });

  const save = async (values: ProfileValues) => {
    const { firstname, lastname, email, password } = values;
    form.setValues(values);
    try {
      await put('/admin/users/me', password ? values : { firstname, lastname, email });
      adopt(values);
      adopt({ ...values, password: '', currentPassword: '' });
      await refetchUser();
      toggleNotification({ type: 'success', message: formatMessage({ id: 'panel.saved' }) });
    } catch (error) {
      fail(error);
    }
  };
  const { run, isRunning } = useSingleFlight(form.handleSubmit(save));
  const saveButton = useKeepFocus(isRunning);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run();
  };

  return (
    <Page.Main>
      <Page.Title>{formatMessage({ id: 'panel.profile' })}</Page.Title>
      <Layouts.Header
        title={formatMessage({ id: 'panel.profile' })}
        primaryAction={
          <Button ref={saveButton} type="submit" form="profile" size="S" loading={isRunning}>
            {formatMessage({ id: 'panel.save' })}
          </Button>
        }
      />
      <Layouts.Content>
        <FormProvider {...form}>
          <form id="profile" onSubmit={submit} noValidate>
            <Flex direction="column" alignItems="stretch" gap={6}>
              <FormBox>
                <FormGrid>
                  <ControlledField {...field('firstname', 'panel.firstname')} required autoComplete="given-name" />
                  <ControlledField {...field('lastname', 'panel.lastname')} autoComplete="family-name" />
                  <ControlledField {...field('email', 'panel.email')} required type="email" autoComplete="username" />
                </FormGrid>
              </FormBox>
              <FormBox>
                <Box paddingBottom={4}>
                  <Typography variant="delta" tag="h2" fontWeight="bold">
                    {formatMessage({ id: 'panel.password.change' })}
                  </Typography>
                  <Typography tag="p" textColor="neutral600">
                    {formatMessage({ id: 'panel.password.change.note' })}
                  </Typography>
                </Box>
                <FormGrid>
                  <ControlledField
                    {...field('currentPassword', 'panel.password.current')}
                    type="password"
                    autoComplete="current-password"
                  />
                  <ControlledField
                    {...field('password', 'panel.password.new')}
                    type="password"
                    autoComplete="new-password"
                    hint={formatMessage({ id: 'panel.password.rules' })}
                  />
                </FormGrid>
              </FormBox>
            </Flex>
          </form>
          <LeaveGuard />
        </FormProvider>
      </Layouts.Content>
    </Page.Main>
  );
}
