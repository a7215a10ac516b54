import { useEffect, useRef, useState } from 'react';
import { Box, Button, Field, Flex, TextInput, Typography } from '@strapi/design-system';
import { Check, Duplicate } from '@strapi/icons';
import { useIntl } from 'react-intl';
import { FormBox } from '../../components/form/form-page';

/** The link for an invited person, to copy. It is shown only once. */
export function InvitationLink({ registrationToken, email }: { registrationToken: string; email: string }) {
  const { formatMessage } = useIntl();
  const input = useRef<HTMLInputElement>(null);
  const [isCopied, setCopied] = useState(false);
  // The button that created it is gone, and the focus with it.
  useEffect(() => input.current?.focus(), []);
  const address = `${window.location.origin}/admin/auth/register?${new URLSearchParams({ registrationToken })}`;
  const copy = () => {
    input.current?.select();
    // Over plain HTTP, as in an intranet, browsers have no other way.
    setCopied(document.execCommand('copy'));
  };

  return (
    <FormBox>
      <Flex direction="column" alignItems="stretch" gap={4}>
        <Box role="status">
          <Typography variant="delta" tag="h2" fontWeight="bold">{formatMessage({ id: 'panel.invitation.ready' })}</Typography>
          <Typography tag="p" textColor="neutral600">
            {formatMessage({ id: 'panel.invitation.ready.note' }, { email: <bdi key="email">{email}</bdi> })}
          </Typography>
        </Box>
        <Field.Root name="invitation" hint={isCopied ? formatMessage({ id: 'panel.copied' }) : undefined}>
          <Field.Label>{formatMessage({ id: 'panel.invitation.link' })}</Field.Label>
          <TextInput ref={input} readOnly value={address} onFocus={(event) => event.target.select()} />
          <div role="status"><Field.Hint /></div>
        </Field.Root>
        <Flex>
          <Button startIcon={isCopied ? <Check /> : <Duplicate />} onClick={copy}>{formatMessage({ id: 'panel.copy' })}</Button>
        </Flex>
      </Flex>
    </FormBox>
  );
}
