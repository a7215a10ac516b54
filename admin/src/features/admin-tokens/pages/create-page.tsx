import { useAuth } from '@strapi/strapi/admin';
import type { AdminToken, TokenOwner } from '../../../../../server/contract';
import { ADMIN_TOKEN_PERMISSIONS } from '../../../permissions';
import { useText } from '../../../use-text';
import { TokenCreateForm } from '../../tokens/form/token-create-form';
import { NEW_TOKEN } from '../../tokens/rules/token-values';
import { useOwnerPermissions } from '../api/get-owner-permissions';
import { AdminKeyPanel } from '../components/admin-key-panel';
import { AdminPermissions } from '../components/admin-permissions';
import { OwnerField } from '../components/owner-field';
import { toCreate, valuesOf } from '../rules/admin-token-values';
import { agentPermissions } from '../rules/agent-permissions';
import { ownerName } from '../rules/owner-name';

/** Creates an admin token for the logged-in person. */
export function CreatePage() {
  const text = useText();
  const user = useAuth('CreatePage', (state) => state.user);
  const owned = useOwnerPermissions(undefined).data;
  const granted = owned && agentPermissions(owned);
  return (
    <TokenCreateForm<AdminToken>
      path="/admin-tokens"
      permissions={ADMIN_TOKEN_PERMISSIONS}
      title={text('admin-tokens.create.title')}
      initial={NEW_TOKEN}
      valuesOf={valuesOf}
      agent={{ values: granted && { permissions: granted }, hint: text(granted?.length ? 'preset.agent.content' : 'preset.agent.limits') }}
      toCreate={(values, copied) => toCreate(values, owned ?? [], copied?.adminPermissions)}
      keyPanel={(token) => <AdminKeyPanel token={token} isMine />}
      fields={user ? <OwnerField name={ownerName(user as TokenOwner)} isMine /> : null}
      matrix={<AdminPermissions />}
    />
  );
}
