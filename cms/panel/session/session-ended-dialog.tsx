import { useRef, useState, type FormEvent } from 'react';
import { Button, Field, Flex, Modal, TextInput, Typography } from '@strapi/design-system';
import { useQueryClient } from '@tanstack/react-query';
import { useIntl } from 'react-intl';
import { useReturnFocus } from '../components/dialog/use-return-focus';
import { useSingleFlight } from '../components/use-single-flight';
import { useNotification } from '../components/notifications';
import { useAuth } from './auth';
import { useLogin } from './use-login';
import { useRefusalText } from './use-refusal';

/**
 * Asks for the password again if the session ended while someone was working. The page below stays as it is, with everything that was
 * typed.
 */
export function SessionEndedDialog() {
  const { formatMessage } = useIntl();
  const { expired, replaced, user, logout } = useAuth('SessionEndedDialog', (state) => state);
  const { login, refusal } = useLogin();
  const { toggleNotification } = useNotification();
  const queryClient = useQueryClient();
  const refusalText = useRefusalText();
  const [password, setPassword] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const { run, isRunning } = useSingleFlight(async () => {
    if (!user) return;
    const isIn = await login({ email: user.email, password });
    setPassword('');
    if (!isIn) return field.current?.focus();
    // Whatever failed to load in the meantime.
    void queryClient.refetchQueries({ type: 'active', predicate: ({ state }) => state.status === 'error' });
  });
  const isOpen = expired && !replaced && user !== undefined;
  useReturnFocus(isOpen);
  if (!isOpen) return null;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run();
  };

  return (
    <Modal.Root open>
      <Modal.Content onEscapeKeyDown={(event) => event.preventDefault()} onInteractOutside={(event) => event.preventDefault()}>
        <form onSubmit={submit}>
          <Flex direction="column" alignItems="stretch" gap={4} padding={7}>
            <Modal.Title>{formatMessage({ id: 'panel.session-ended.title' })}</Modal.Title>
            <Typography textColor="neutral600">
              {formatMessage({ id: 'panel.session-ended.body' }, { email: <bdi>{user.email}</bdi> })}
            </Typography>
            <Field.Root name="password" required error={refusal && formatMessage({ id: refusal })}>
              <Field.Label>{formatMessage({ id: 'panel.password' })}</Field.Label>
              <TextInput
                ref={field}
                type="password"
                autoComplete="current-password"
                value={password}
                onChange={(event) => setPassword(event.target.value)}
              />
              <Field.Error />
            </Field.Root>
            <Flex gap={2} justifyContent="flex-end">
              <Button variant="tertiary" onClick={() => void logout().catch((error) => toggleNotification({ type: 'danger', message: refusalText(error) }))}>
                {formatMessage({ id: 'panel.logout' })}
              </Button>
              <Button type="submit" loading={isRunning} disabled={!password}>
                {formatMessage({ id: 'panel.login' })}
              </Button>
            </Flex>
          </Flex>
        </form>
      </Modal.Content>
    </Modal.Root>
  );
}
