import { Button, Flex, Typography } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import { FormBox } from '../../components/form/form-page';
import { useNotification } from '../../components/notifications';
import { useKeepFocus } from '../../components/use-keep-focus';
import { useSingleFlight } from '../../components/use-single-flight';
import { useRefusalText } from '../../session/use-refusal';
import { InvitationLink } from './invitation-link';
import { accountState, useInviteAgain, type Account } from './users';

/** The state of an unregistered person's invitation, and a button for a new one if it was lost. */
export function Invitation({ user, canInvite }: { user: Account; canInvite: boolean }) {
  const { formatMessage } = useIntl();
  const { toggleNotification } = useNotification();
  const refusalText = useRefusalText();
  const invite = useInviteAgain(String(user.id));
  const { run, isRunning } = useSingleFlight(async () => {
    await invite.mutateAsync().catch((error) => toggleNotification({ type: 'danger', message: refusalText(error) }));
  });

  const button = useKeepFocus(isRunning);

  if (invite.data) return <InvitationLink registrationToken={invite.data.registrationToken} email={invite.data.email} />;
  return (
    <FormBox>
      <Flex direction="column" alignItems="flex-start" gap={4}>
        <div>
          <Typography variant="delta" tag="h2" fontWeight="bold">
            {formatMessage({ id: accountState(user, Date.now()) })}
          </Typography>
          {canInvite ? (
            <Typography tag="p" textColor="neutral600">
              {formatMessage({ id: 'panel.invitation.again.note' })}
            </Typography>
          ) : null}
        </div>
        {canInvite ? (
          <Button ref={button} variant="secondary" loading={isRunning} onClick={() => void run()}>
            {formatMessage({ id: 'panel.invitation.again' })}
          </Button>
        ) : null}
      </Flex>
    </FormBox>
  );
}
