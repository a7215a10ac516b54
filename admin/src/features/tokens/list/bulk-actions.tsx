import { useRef, useState, type RefObject } from 'react';
import { Box, Button, Dialog, Flex, Typography } from '@strapi/design-system';
import { Play, Trash } from '@strapi/icons';
import { ConfirmDialog, useNotification } from '@strapi/strapi/admin';
import { styled } from 'styled-components';
import type { TokenSummary } from '../../../../../server/contract';
import { useRefusalText } from '../../../use-refusal-text';
import { focusWhereLost, useReturnFocus } from '../../../use-return-focus';
import { useText } from '../../../use-text';
import { useChangeTokens, type BulkOutcome } from '../api/change-tokens';
import type { TokenPath } from '../api/token-keys';
import { BULK_ACTIONS, tokensFor, type BulkAction, type BulkRights } from '../rules/list/bulk';
import { PauseIcon } from '../components/pause-icon';
import type { TokenSelection } from './table/token-selection';

/** In sight while the list scrolls below it. */
const Bar = styled(Flex)`
  position: sticky;
  bottom: 0.8rem;
  z-index: 2;
  margin-top: 1.2rem;
  border: 1px solid ${({ theme }) => theme.colors.neutral200};
`;

const ICONS = { pause: PauseIcon, resume: Play, delete: Trash };

/** What was done with several tokens, where some of it was not. */
export interface BulkFailure extends BulkOutcome {
  action: BulkAction;
}

/** The props of {@link BulkActions}. */
export interface BulkActionsProps extends BulkRights, Pick<TokenSelection, 'onSelect'> {
  path: TokenPath;
  /** The selected ones of the list. */
  tokens: TokenSummary[];
  /** Called with what could not be done; undefined while it is tried. */
  onFailure(failure: BulkFailure | undefined): void;
  /** Gets the focus if the bar is gone. */
  region: RefObject<HTMLElement | null>;
}

/** Pauses, resumes and deletes the selected tokens, after saying what that means and for how many. */
export function BulkActions({ path, tokens, onSelect, onFailure, region, ...rights }: BulkActionsProps) {
  const text = useText();
  const { toggleNotification } = useNotification();
  const change = useChangeTokens(path);
  const [asked, setAsked] = useState<{ action: BulkAction; tokens: TokenSummary[] } | null>(null);
  const isUnderWay = useRef(false);
  useReturnFocus(asked !== null, region);
  if (tokens.length === 0 && !asked) return null;

  const confirm = async (confirmed: NonNullable<typeof asked>) => {
    if (isUnderWay.current) return;
    isUnderWay.current = true;
    onFailure(undefined);
    try {
      const outcome = await change.mutateAsync(confirmed);
      // What failed stays selected, to be tried again.
      onSelect(new Set(outcome.failed.map(({ token }) => token.id)));
      if (outcome.failed.length > 0) return onFailure({ ...outcome, action: confirmed.action });
      toggleNotification({ type: 'success', message: text(`bulk.${confirmed.action}.done`, { count: outcome.done.length }) });
      focusWhereLost(region);
    } finally {
      isUnderWay.current = false;
    }
  };

  return (
    <>
      <Bar role="group" aria-label={text('bulk.title')} background="neutral0" hasRadius shadow="popupShadow" padding={3} gap={3} wrap="wrap">
        <Typography role="status" fontWeight="bold">{text('bulk.selected', { count: tokens.length })}</Typography>
        <Flex gap={2} wrap="wrap">
          {BULK_ACTIONS.map((action) => {
            const affected = tokensFor(action, tokens, rights);
            const Icon = ICONS[action];
            return affected.length === 0 ? null : (
              <Button
                key={action} size="S" variant={action === 'delete' ? 'danger-light' : 'tertiary'} startIcon={<Icon />}
                loading={change.isPending && change.variables.action === action} disabled={change.isPending}
                onClick={() => setAsked({ action, tokens: affected })}
              >
                {text(`bulk.${action}`, { count: affected.length })}
              </Button>
            );
          })}
          <Button
            size="S" variant="ghost" disabled={change.isPending}
            onClick={() => {
              onSelect(new Set());
              focusWhereLost(region);
            }}
          >
            {text('bulk.clear')}
          </Button>
        </Flex>
      </Bar>
      <Dialog.Root open={asked !== null} onOpenChange={(isOpen) => { if (!isOpen) setAsked(null); }}>
        {asked ? (
          <ConfirmDialog
            title={text(`bulk.${asked.action}.title`, { count: asked.tokens.length })}
            variant={asked.action === 'delete' ? 'danger-light' : 'default'}
            onConfirm={() => void confirm(asked)}
          >
            <Flex direction="column" alignItems="stretch" gap={4} width="100%">
              <Dialog.Description>{text(`bulk.${asked.action}.body`, { count: asked.tokens.length })}</Dialog.Description>
              <Box tag="ul" maxHeight="16rem" overflow="auto" tabIndex={0} aria-label={text('bulk.title')}>
                {asked.tokens.map(({ id, name }) => <Typography key={id} tag="li" ellipsis><bdi>{name}</bdi></Typography>)}
              </Box>
            </Flex>
          </ConfirmDialog>
        ) : null}
      </Dialog.Root>
    </>
  );
}

/** Names the tokens with which something could not be done, each with the reason. */
export function BulkFailureList({ failure: { failed } }: { failure: BulkFailure }) {
  const refusalText = useRefusalText();
  return (
    <ul>
      {failed.map(({ token, error }) => (
        <Typography key={token.id} tag="li" style={{ overflowWrap: 'anywhere' }}><strong><bdi>{token.name}</bdi></strong>: {refusalText(error)}</Typography>
      ))}
    </ul>
  );
}
