import { Trash } from '@strapi/icons';
import { isolate } from '../../../isolate';
import { useText } from '../../../use-text';
import { useDeleteToken } from '../api/delete-token';
import type { TokenPath } from '../api/token-keys';
import { TokenDialog, type TokenDialogPlace } from './token-dialog';

/** Asks before it deletes a token. */
export function DeleteTokenDialog({ path, ...place }: TokenDialogPlace & { path: TokenPath }) {
  const text = useText();
  const remove = useDeleteToken(path);
  const name = isolate(place.token?.name ?? '');
  return (
    <TokenDialog
      {...place}
      title={text('delete.title')}
      icon={<Trash width="24px" height="24px" fill="danger600" />}
      body={text('delete.body', { name })}
      done={text('delete.done', { name })}
      act={({ id }) => remove.mutateAsync(id)}
    />
  );
}
