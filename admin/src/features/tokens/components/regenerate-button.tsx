import { useState } from 'react';
import { Button, Dialog } from '@strapi/design-system';
import { ArrowClockwise } from '@strapi/icons';
import { ConfirmDialog, useNotification } from '@strapi/strapi/admin';
import type { TokenSummary } from '../../../../../server/contract';
import { useKeepFocus } from '../../../use-keep-focus';
import { useRefusalText } from '../../../use-refusal-text';
import { useSingleFlight } from '../../../use-single-flight';
import { useText } from '../../../use-text';
import { useRegenerateToken } from '../api/regenerate-token';
import type { TokenPath } from '../api/token-keys';
import { daysOf } from '../rules/lifespans';
import { useIssuedKeys } from './issued-key';

/** Gives the token a new key, after saying what that breaks. */
export function RegenerateButton({ path, token }: { path: TokenPath; token: TokenSummary }) {
  const text = useText();
  const refusalText = useRefusalText();
  const { toggleNotification } = useNotification();
  const { issue } = useIssuedKeys();
  const regenerate = useRegenerateToken(path, token.id);
  const [isOpen, setOpen] = useState(false);
  const days = daysOf(token.lifespan);

  const { run, isRunning } = useSingleFlight(async () => {
    try {
      const { id, accessKey } = await regenerate.mutateAsync();
      issue(id, accessKey);
      toggleNotification({ type: 'success', message: text('regenerate.done') });
    } catch (error) {
      toggleNotification({ type: 'danger', message: refusalText(error) });
    }
  });

  // Where there is a new key, that takes the focus.
  const button = useKeepFocus(isRunning);

  return (
    <Dialog.Root open={isOpen} onOpenChange={setOpen}>
      <Dialog.Trigger>
        <Button ref={button} variant="tertiary" size="S" startIcon={<ArrowClockwise />} loading={isRunning}>{text('regenerate')}</Button>
      </Dialog.Trigger>
      <ConfirmDialog title={text('regenerate.title')} onConfirm={() => void run()}>
        {text('regenerate.body', { hint: token.hint ?? '', hasHint: String(token.hint !== null), days: days ?? 0 })}
      </ConfirmDialog>
    </Dialog.Root>
  );
}
