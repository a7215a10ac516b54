import type { TokenSummary } from '../../../../../server/contract';
import { useText } from '../../../use-text';
import { useReplacedAt } from '../api/keys/get-replaced-at';
import type { TokenPath } from '../api/token-keys';
import { LastUse } from './last-use';

/** When and from where the previous key was last used, or that it has not been used since it was replaced: then it can be stopped. */
export function PreviousKeyUse({ path, token }: { path: TokenPath; token: TokenSummary }) {
  const text = useText();
  const replacedAt = useReplacedAt(path, token);
  const { previousKey } = token;
  if (previousKey === null) return null;
  const use = <LastUse use={previousKey} unused={text('previous-key.unused')} />;
  const isUnused = previousKey.lastUsedAt !== null && replacedAt !== undefined && Date.parse(previousKey.lastUsedAt) <= Date.parse(replacedAt);
  return isUnused ? <>{text('previous-key.unused')} ({use})</> : use;
}
