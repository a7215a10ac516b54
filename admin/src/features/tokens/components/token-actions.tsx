import { Flex, IconButton } from '@strapi/design-system';
import { Eye, Pencil, Trash } from '@strapi/icons';
import type { TokenSummary } from '../../../../../server/contract';
import { isolate } from '../../../isolate';
import { useText } from '../../../use-text';

/** What a person may do with the tokens of a list. */
export interface TokenActionsProps {
  canUpdate: boolean;
  canDelete: boolean;
  onOpen(token: TokenSummary): void;
  onDelete(token: TokenSummary): void;
}

/** The buttons of a token in a list: edit, or view where it may not be changed, and delete. */
export function TokenActions({ token, canUpdate, canDelete, onOpen, onDelete }: TokenActionsProps & { token: TokenSummary }) {
  const text = useText();
  const name = isolate(token.name);
  const OpenIcon = canUpdate ? Pencil : Eye;
  return (
    <Flex gap={1} justifyContent="flex-end" onClick={(event: React.MouseEvent) => event.stopPropagation()}>
      <IconButton variant="ghost" label={text(canUpdate ? 'list.edit' : 'list.view', { name })} onClick={() => onOpen(token)}>
        <OpenIcon />
      </IconButton>
      {canDelete ? (
        <IconButton variant="ghost" label={text('list.delete', { name })} onClick={() => onDelete(token)}><Trash /></IconButton>
      ) : null}
    </Flex>
  );
}
