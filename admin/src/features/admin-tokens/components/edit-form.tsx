import { useAuth } from '@strapi/strapi/admin';
import type { AdminToken, KeyAccess } from '../../../../../server/contract';
import { ADMIN_TOKEN_PERMISSIONS } from '../../../permissions';
import { useText } from '../../../use-text';
import { Notice } from '../../tokens/components/notice';
import { TokenEditForm } from '../../tokens/form/token-edit-form';
import { useRightsOver } from '../../tokens/details/use-token-rights';
import { useOwnerPermissions } from '../api/get-owner-permissions';
import { toUpdate, valuesOf } from '../rules/admin-token-values';
import { grantableIds } from '../rules/grantable-ids';
import { ownerName } from '../rules/owner-name';
import { AdminKeyPanel } from './admin-key-panel';
import { AdminPermissions } from './admin-permissions';
import { OwnerField } from './owner-field';

/** The form of a stored admin token. */
export function EditForm({ token }: { token: AdminToken & KeyAccess }) {
  const text = useText();
  const { canCreate, canUpdate, canRegenerate } = useRightsOver(token, ADMIN_TOKEN_PERMISSIONS);
  const userId = useAuth('EditForm', (state) => state.user?.id);
  const owned = useOwnerPermissions(token.id).data ?? [];
  const owner = token.adminUserOwner;
  const isMine = owner !== null && String(owner.id) === String(userId);
  return (
    <TokenEditForm
      path="/admin-tokens"
      token={token}
      canCreate={canCreate}
      canUpdate={canUpdate}
      canRegenerate={canRegenerate && isMine}
      valuesOf={valuesOf}
      toUpdate={(changes) => toUpdate(token, changes, owned)}
      notice={token.state === 'owner-deactivated' ? <Notice title={text('state.owner-deactivated')}>{text('owner.deactivated')}</Notice> : null}
      keyPanel={<AdminKeyPanel token={token} isMine={isMine} />}
      fields={owner ? <OwnerField name={ownerName(owner)} isMine={isMine} /> : null}
      access={<AdminPermissions tokenId={token.id} disabled={!canUpdate} />}
      grantable={({ path, required }) => grantableIds(required, path, owned)}
    />
  );
}
