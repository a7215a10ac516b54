import { useState, type FormEvent } from 'react';
import { Box, Button, Flex, Typography } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import { FormField } from '../../components/form-field';
import { FormGrid } from '../../components/form-grid';
import { FormBox } from '../../components/form-page';
import { LeaveGuard } from '../../components/leave-guard';
import { Layouts } from '../../components/layouts';
import { useNotification } from '../../components/notifications';
import { Page } from '../../components/page';
import { useKeepFocus } from '../../components/use-keep-focus';
import { useSingleFlight } from '../../components/use-single-flight';
import { useAuth } from '../../session/auth';
import { useFetchClient } from '../../session/fetch-client';
import { useFormRefusal } from '../../session/use-refusal';

/** The own account: name, address, password. */
export function ProfilePage() {
  const { formatMessage } = useIntl();
  const { put } = useFetchClient();
  const { toggleNotification } = useNotification();
  const { user, refetchUser } = useAuth('ProfilePage', (state) => state);
  const { errors, setErrors, fail } = useFormRefusal();
  const [values, setValues] = useState({
    firstname: user?.firstname ?? '',
    lastname: user?.lastname ?? '',
    email: user?.email ?? '',
    password: '',
    currentPassword: '',
  });
  const field = (name: keyof typeof values, label: string) => ({
    name,
    label: formatMessage({ id: label }),
    error: errors[name],
    value: values[name],
    onChange: (value: string) => setValues((current) => ({ ...current, [name]: value })),
  });

  const { run, isRunning } = useSingleFlight(async () => {
    const { password, currentPassword, ...profile } = values;
    setErrors({});
    try {
      await put('/admin/users/me', password ? { ...profile, password, currentPassword } : profile);
      await refetchUser();
      setValues((current) => ({ ...current, password: '', currentPassword: '' }));
      toggleNotification({ type: 'success', message: formatMessage({ id: 'panel.saved' }) });
    } catch (error) {
      fail(error);
    }
  });
  const saveButton = useKeepFocus(isRunning);
  const isDirty = Boolean(values.password || values.currentPassword)
    || (['firstname', 'lastname', 'email'] as const).some((name) => values[name] !== (user?.[name] ?? ''));

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
        <form id="profile" onSubmit={submit} noValidate>
          <Flex direction="column" alignItems="stretch" gap={6}>
            <FormBox>
              <FormGrid>
                <FormField {...field('firstname', 'panel.firstname')} required autoComplete="given-name" />
                <FormField {...field('lastname', 'panel.lastname')} autoComplete="family-name" />
                <FormField {...field('email', 'panel.email')} required type="email" autoComplete="username" />
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
                <FormField
                  {...field('currentPassword', 'panel.password.current')}
                  type="password"
                  autoComplete="current-password"
                />
                <FormField
                  {...field('password', 'panel.password.new')}
                  type="password"
                  autoComplete="new-password"
                  hint={formatMessage({ id: 'panel.password.rules' })}
                />
              </FormGrid>
            </FormBox>
          </Flex>
        </form>
        <LeaveGuard isDirty={isDirty} />
      </Layouts.Content>
    </Page.Main>
  );
}
