import { Button, Flex, Modal, Typography } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import { useAuth } from './auth';

/**
 * Tells people that someone else has logged in in another tab. The page below belongs to the first person and stops working: with the browser's
 * current session, it would act as the other person.
 */
export function SessionReplacedDialog() {
  const { formatMessage } = useIntl();
  const { replaced, user } = useAuth('SessionReplacedDialog', (state) => state);
  if (!replaced || !user) return null;

  return (
    <Modal.Root open>
      <Modal.Content onEscapeKeyDown={(event) => event.preventDefault()} onInteractOutside={(event) => event.preventDefault()}>
        <Flex direction="column" alignItems="stretch" gap={4} padding={7}>
          <Modal.Title>{formatMessage({ id: 'panel.session-replaced.title' })}</Modal.Title>
          <Typography textColor="neutral600">
            {formatMessage({ id: 'panel.session-replaced.body' }, { email: <bdi key="email">{user.email}</bdi> })}
          </Typography>
          <Flex justifyContent="flex-end">
            <Button onClick={() => window.location.reload()}>{formatMessage({ id: 'panel.reload' })}</Button>
          </Flex>
        </Flex>
      </Modal.Content>
    </Modal.Root>
  );
}
