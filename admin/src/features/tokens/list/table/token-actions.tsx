import { Flex, IconButton } from '@strapi/design-system';
import { Duplicate, Eye, Pencil, Play, Trash } from '@strapi/icons';
import type { TokenSummary } from '../../../../../../server/contract';
import { isolate } from '../../../../isolate';
import { useText } from '../../../../use-text';
import { PauseIcon } from '../../components/pause-icon';

/** What a person may do with the tokens of a list. */
export interface TokenActionsProps {
  canCreate: boolean;
  canUpdate: boolean;
  canDelete: boolean;
  onOpen(token: TokenSummary): void;
  onPause(token: TokenSummary): void;
  onDuplicate(token: TokenSummary): void;
  onDelete(token: TokenSummary): void;
}

/** The buttons of a token in a list: edit and pause or resume, or view where it may not be changed, duplicate and delete. */
export function TokenActions({ token, onOpen, onPause, onDuplicate, onDelete, ...rights }: TokenActionsProps & { token: TokenSummary }) {
  const text = useText();
  const name = isolate(token.name);
  // One that the server's configuration declares is changed there alone.
  const [canUpdate, canDelete] = [rights.canUpdate, rights.canDelete].map((may) => may && token.managedBy === null);
  const OpenIcon = canUpdate ? Pencil : Eye;
  const PauseOrResumeIcon = token.enabled ? PauseIcon : Play;
  return (
    <Flex gap={1} justifyContent="flex-end" onClick={(event: React.MouseEvent) => event.stopPropagation()}>
      <IconButton variant="ghost" label={text(canUpdate ? 'list.edit' : 'list.view', { name })} onClick={() => onOpen(token)}>
        <OpenIcon />
      </IconButton>
      {canUpdate ? (
        <IconButton variant="ghost" label={text(token.enabled ? 'list.pause' : 'list.resume', { name })} onClick={() => onPause(token)}>
          <PauseOrResumeIcon />
        </IconButton>
      ) : null}
      {rights.canCreate && !token.broken ? (
        <IconButton variant="ghost" label={text('list.duplicate', { name })} onClick={() => onDuplicate(token)}><Duplicate /></IconButton>
      ) : null}
      {canDelete ? (
        <IconButton variant="ghost" label={text('list.delete', { name })} onClick={() => onDelete(token)}><Trash /></IconButton>
      ) : null}
    </Flex>
  );
}
