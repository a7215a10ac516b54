import { useMemo } from 'react';
import type { ContentApiToken, KeyAccess } from '../../../../../server/contract';
import { API_TOKEN_PERMISSIONS } from '../../../permissions';
import { useText } from '../../../use-text';
import { useIssuedKeys } from '../../tokens/keys/issued-key';
import { KeyPanel } from '../../tokens/keys/key-panel';
import { useTokenRights } from '../../tokens/details/use-token-rights';
import { useContentApi } from '../api/get-content-api';
import { examplePath } from '../rules/content-groups';

/** The key of a content-API token, with code that reads something the token may read. */
export function ContentKeyPanel({ token }: { token: ContentApiToken & KeyAccess }) {
  const text = useText();
  const issuedKey = useIssuedKeys().keyOf(token.id);
  const { canReveal } = useTokenRights(API_TOKEN_PERMISSIONS);
  const { groups } = useContentApi();
  const path = useMemo(() => (groups ? examplePath(token, groups) : null), [groups, token]);

  const absence = () => {
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
      examplePath={path}
      expiresAt={token.expiresAt}
      absence={absence()}
    />
  );
}
