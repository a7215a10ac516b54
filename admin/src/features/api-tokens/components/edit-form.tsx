import type { ContentApiToken, KeyAccess } from '../../../../../server/contract';
import { API_TOKEN_PERMISSIONS } from '../../../permissions';
import { useText } from '../../../use-text';
import { TokenEditForm } from '../../tokens/components/token-edit-form';
import { useTokenRights } from '../../tokens/components/use-token-rights';
import { toUpdate, valuesOf } from '../rules/api-token-values';
import { ContentKeyPanel } from './content-key-panel';
import { ContentPermissions } from './content-permissions';
import { TypeField } from './type-field';

/** The form of a stored content-API token. */
export function EditForm({ token }: { token: ContentApiToken & KeyAccess }) {
  const text = useText();
  const { canUpdate, canRegenerate } = useTokenRights(API_TOKEN_PERMISSIONS);
  return (
    <TokenEditForm
      path="/api-tokens"
      token={token}
      subtitle={text(`type.${token.type}`)}
      canUpdate={canUpdate}
      canRegenerate={canRegenerate}
      valuesOf={valuesOf}
      toUpdate={toUpdate}
      head={<ContentKeyPanel token={token} />}
      fields={<TypeField disabled={!canUpdate} />}
      matrix={<ContentPermissions unavailable={token.unavailablePermissions} disabled={!canUpdate} />}
    />
  );
}
