import type { ContentApiToken } from '../../../../../server/contract';
import { API_TOKEN_PERMISSIONS } from '../../../permissions';
import { useText } from '../../../use-text';
import { TokenCreateForm } from '../../tokens/components/token-create-form';
import { ContentKeyPanel } from '../components/content-key-panel';
import { ContentPermissions } from '../components/content-permissions';
import { TypeField } from '../components/type-field';
import { copiedValuesOf, NEW_API_TOKEN, toCreate } from '../rules/api-token-values';

/** Writing by the content API publishes. */
const AGENT = { type: 'read-only' } as const;

/** Creates a content-API token. */
export function CreatePage() {
  const text = useText();
  return (
    <TokenCreateForm<ContentApiToken>
      path="/api-tokens"
      permissions={API_TOKEN_PERMISSIONS}
      title={text('api-tokens.create.title')}
      initial={NEW_API_TOKEN}
      valuesOf={copiedValuesOf}
      agent={{ values: AGENT, hint: text('preset.agent.content') }}
      toCreate={toCreate}
      keyPanel={(token) => <ContentKeyPanel token={token} />}
      fields={<TypeField />}
      matrix={<ContentPermissions />}
    />
  );
}
