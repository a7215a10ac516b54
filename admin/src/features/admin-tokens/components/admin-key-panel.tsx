import type { AdminToken, KeyAccess } from '../../../../../server/contract';
import { isolate } from '../../../isolate';
import { ADMIN_TOKEN_PERMISSIONS } from '../../../permissions';
import { useText } from '../../../use-text';
import { useMcpPath } from '../../tokens/api/get-policy';
import { useIssuedKeys } from '../../tokens/keys/issued-key';
import { KeyPanel } from '../../tokens/keys/key-panel';
import { useTokenRights } from '../../tokens/details/use-token-rights';
import { ownerName } from '../rules/owner-name';

/** The key of an admin token, which only its owner sees. */
export function AdminKeyPanel({ token, isMine }: { token: AdminToken & KeyAccess; isMine: boolean }) {
  const text = useText();
  const { canReveal } = useTokenRights(ADMIN_TOKEN_PERMISSIONS);
  const issuedKey = useIssuedKeys().keyOf(token.id);
  const mcpPath = useMcpPath();
  const owner = token.adminUserOwner;
  const absence = () => {
    if (!isMine && owner) return text('key.of-owner', { owner: isolate(ownerName(owner)) });
    if (!canReveal) return text('key.no-reveal');
    if (token.withheld) return text('key.not-recorded');
    return text('key.gone', { hint: token.hint ?? '', hasHint: String(token.hint !== null) });
  };
  return (
    <KeyPanel
      accessKey={issuedKey ?? token.accessKey}
      isNew={issuedKey !== undefined}
      canRevealAgain={token.canRevealKey}
      hint={token.hint}
      examplePath="/admin/users/me"
      mcpPath={mcpPath}
      expiresAt={token.expiresAt}
      absence={absence()}
    />
  );
}
