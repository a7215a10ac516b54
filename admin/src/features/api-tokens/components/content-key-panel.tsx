import { useMemo } from 'react';
import type { ContentApiToken, KeyAccess } from '../../../../../server/contract';
import { useText } from '../../../use-text';
import { useIssuedKeys } from '../../tokens/components/issued-key';
import { KeyPanel } from '../../tokens/components/key-panel';
import { useContentApi } from '../api/get-content-api';
import { contentGroups, examplePath, grantedActions } from '../rules/content-groups';

/** The key of a content-API token, with a command that reads what the token may read. */
export function ContentKeyPanel({ token }: { token: ContentApiToken & KeyAccess }) {
  const text = useText();
  const issuedKey = useIssuedKeys().keyOf(token.id);
  const { data: contentApi } = useContentApi();
  const path = useMemo(() => {
    const groups = contentApi ? contentGroups(contentApi.actions, contentApi.routes) : [];
    return examplePath(groups, grantedActions(token.type, new Set(token.permissions), groups));
  }, [contentApi, token]);

  return (
    <KeyPanel
      accessKey={issuedKey ?? token.accessKey}
      isNew={issuedKey !== undefined}
      canRevealAgain={token.canRevealKey}
      hint={token.hint}
      examplePath={path}
      absence={text('key.gone', { hint: token.hint ?? '', hasHint: String(token.hint !== null) })}
    />
  );
}
