import type { AdminToken, KeyAccess } from '../../../../../server/contract';
import { isolate } from '../../../isolate';
import { useText } from '../../../use-text';
import { useIssuedKeys } from '../../tokens/components/issued-key';
import { KeyPanel } from '../../tokens/components/key-panel';
import { ownerName } from '../rules/owner-name';

/** The key of an admin token, which only its owner sees. */
export function AdminKeyPanel({ token, isMine }: { token: AdminToken & KeyAccess; isMine: boolean }) {
  const text = useText();
  const issuedKey = useIssuedKeys().keyOf(token.id);
  const owner = token.adminUserOwner;
  return (
    <KeyPanel
      accessKey={issuedKey ?? token.accessKey}
      isNew={issuedKey !== undefined}
      canRevealAgain={token.canRevealKey}
      hint={token.hint}
      examplePath="/admin/users/me"
      absence={isMine || !owner
        ? text('key.gone', { hint: token.hint ?? '', hasHint: String(token.hint !== null) })
        : text('key.of-owner', { owner: isolate(ownerName(owner)) })}
    />
  );
}
