import { Play } from '@strapi/icons';
import { isolate } from '../../../isolate';
import { useText } from '../../../use-text';
import { usePauseToken } from '../api/pause-token';
import type { TokenPath } from '../api/token-keys';
import { PauseIcon } from '../components/pause-icon';
import { TokenDialog, type TokenDialogPlace } from './token-dialog';

/** Explains what pausing a token, or resuming a paused one, means, and does so after confirmation. */
export function PauseTokenDialog({ path, ...place }: TokenDialogPlace & { path: TokenPath }) {
  const text = useText();
  const pause = usePauseToken(path);
  const verb = place.token?.enabled === false ? 'resume' : 'pause';
  const name = isolate(place.token?.name ?? '');
  const Icon = verb === 'pause' ? PauseIcon : Play;
  return (
    <TokenDialog
      {...place}
      title={text(`${verb}.title`)}
      icon={<Icon width="24px" height="24px" fill="primary600" />}
      variant="default"
      body={text(`${verb}.body`, { name })}
      done={text(`${verb}.done`, { name })}
      act={(token) => pause.mutateAsync(token)}
    />
  );
}
