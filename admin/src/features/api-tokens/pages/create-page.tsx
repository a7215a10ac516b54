import { useMemo, useState } from 'react';
import type { ContentApiToken, TokenType } from '../../../../../server/contract';
import { API_TOKEN_PERMISSIONS } from '../../../permissions';
import { useText } from '../../../use-text';
import { TokenCreateForm } from '../../tokens/form/token-create-form';
import { useRestrictable } from '../api/get-restrictable';
import { ContentKeyPanel } from '../components/content-key-panel';
import { ContentPermissions } from '../components/content-permissions';
import { RestrictionsPanel } from '../components/restrictions-panel';
import { TypeField } from '../components/type-field';
import { copiedValuesOf, NEW_API_TOKEN, PUBLISHED_ONLY, toCreate } from '../rules/api-token-values';

/** Writing by the content API publishes. */
const AGENT = { type: 'read-only' } as const;

/** Creates a content-API token. If there are drafts, new read-only tokens are limited to published content by default. */
export function CreatePage() {
  const text = useText();
  const [type, setType] = useState<TokenType>('read-only');
  const { data: content } = useRestrictable();
  const hasDrafts = content?.types.some((each) => each.hasDrafts) ?? false;
  const initial = useMemo(() => (hasDrafts && type === 'read-only' ? { ...NEW_API_TOKEN, restrictions: PUBLISHED_ONLY } : NEW_API_TOKEN), [hasDrafts, type]);
  return (
    <TokenCreateForm<ContentApiToken>
      path="/api-tokens"
      permissions={API_TOKEN_PERMISSIONS}
      title={text('api-tokens.create.title')}
      initial={initial}
      valuesOf={copiedValuesOf}
      agent={{ values: AGENT, hint: text('preset.agent.content') }}
      toCreate={toCreate}
      keyPanel={(token) => <ContentKeyPanel token={token} />}
      fields={<TypeField onType={setType} />}
      matrix={<><ContentPermissions /><RestrictionsPanel /></>}
    />
  );
}
