import { useId, useState } from 'react';
import { Button, Dialog, Flex, Radio, Typography } from '@strapi/design-system';
import { ArrowClockwise } from '@strapi/icons';
import { ConfirmDialog, useNotification } from '@strapi/strapi/admin';
import { useIntl } from 'react-intl';
import type { TokenSummary } from '../../../../../server/contract';
import { useKeepFocus } from '../../../use-keep-focus';
import { useNow } from '../../../use-now';
import { useRefusalText } from '../../../use-refusal-text';
import { useSingleFlight } from '../../../use-single-flight';
import { useText } from '../../../use-text';
import { useRegenerateToken } from '../api/keys/regenerate-token';
import type { TokenPath } from '../api/token-keys';
import { daysOf } from '../rules/lifespans';
import { OVERLAPS, overlapEnd, type Overlap } from '../rules/keys/overlaps';
import { isExpired } from '../rules/token-state';
import { useIssuedKeys } from './issued-key';

/** The props of {@link RegenerateButton}. */
export interface RegenerateButtonProps {
  path: TokenPath;
  token: TokenSummary;
  /** Called once there is a new key to show. */
  onIssued(): void;
}

/** Gives the token a new key, after asking how long the old one should keep working and explaining the consequences. */
export function RegenerateButton({ path, token, onIssued }: RegenerateButtonProps) {
  const text = useText();
  const refusalText = useRefusalText();
  const { toggleNotification } = useNotification();
  const { issue } = useIssuedKeys();
  const regenerate = useRegenerateToken(path, token.id);
  const [isOpen, setOpen] = useState(false);
  const [overlap, setOverlap] = useState<Overlap>(0);

  const { run, isRunning } = useSingleFlight(async () => {
    try {
      const { id, accessKey } = await regenerate.mutateAsync({ keepPreviousFor: overlap });
      issue(id, accessKey);
      onIssued();
      toggleNotification({ type: 'success', message: text('regenerate.done') });
    } catch (error) {
      toggleNotification({ type: 'danger', message: refusalText(error) });
    }
  });

  // A new key gets the focus.
  const button = useKeepFocus(isRunning);

  const open = (next: boolean) => {
    if (next) setOverlap(0);
    setOpen(next);
  };
  return (
    <Dialog.Root open={isOpen} onOpenChange={open}>
      <Dialog.Trigger>
        <Button ref={button} variant="tertiary" size="S" startIcon={<ArrowClockwise />} loading={isRunning}>{text('regenerate')}</Button>
      </Dialog.Trigger>
      <ConfirmDialog title={text('regenerate.title')} onConfirm={() => void run()}>
        <Consequences token={token} overlap={overlap} onOverlap={setOverlap} />
      </ConfirmDialog>
    </Dialog.Root>
  );
}

/** How long the old key should keep working, and what a new one means for programs and for the token's lifetime. */
function Consequences({ token, overlap, onOverlap }: { token: TokenSummary; overlap: Overlap; onOverlap(overlap: Overlap): void }) {
  const text = useText();
  const { formatDate } = useIntl();
  const label = useId();
  const now = useNow(token.expiresAt);
  const isOver = isExpired(token, now);
  const days = daysOf(token.lifespan);
  const hint = { hint: token.hint ?? '', hasHint: String(token.hint !== null) };
  const exact = (date: string | number) => formatDate(date, { dateStyle: 'long', timeStyle: 'short' });
  const old = () => {
    if (isOver) return text('regenerate.over');
    if (overlap === 0) return text('regenerate.body', hint);
    return text('regenerate.keep', { ...hint, date: exact(overlapEnd(overlap, token.expiresAt, now)) });
  };
  const oldest = token.previousKey;
  const sentences = [
    old(),
    oldest && !isOver ? text('regenerate.oldest', { hint: oldest.hint ?? '', hasHint: String(oldest.hint !== null) }) : null,
    days === null ? isOver && text('regenerate.life.date') : text('regenerate.life', { days }),
  ];
  return (
    <Flex direction="column" alignItems="stretch" gap={4} width="100%">
      {isOver ? null : (
        <Flex direction="column" alignItems="flex-start" gap={2}>
          <Typography id={label} fontWeight="bold">{text('regenerate.overlap')}</Typography>
          <Radio.Group aria-labelledby={label} value={String(overlap)} onValueChange={(value) => onOverlap(OVERLAPS.find((one) => String(one) === value)!)}>
            <Flex direction="column" alignItems="flex-start" gap={1}>
              {OVERLAPS.map((one) => <Radio.Item key={one} value={String(one)}>{text(`regenerate.overlap.${one}`)}</Radio.Item>)}
            </Flex>
          </Radio.Group>
        </Flex>
      )}
      <Dialog.Description>{sentences.filter(Boolean).join(' ')}</Dialog.Description>
      {token.expiresAt === null || isOver ? null : (
        <Typography variant="pi" textColor="neutral600">{text('regenerate.end', { date: exact(token.expiresAt) })}</Typography>
      )}
    </Flex>
  );
}
