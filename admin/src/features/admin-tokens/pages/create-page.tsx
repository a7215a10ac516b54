import { useAuth } from '@strapi/strapi/admin';
import type { AdminToken, TokenOwner } from '../../../../../server/contract';
import { ADMIN_TOKEN_PERMISSIONS } from '../../../permissions';
import { useText } from '../../../use-text';
import { TokenCreateForm } from '../../tokens/form/token-create-form';
import { NEW_TOKEN } from '../../tokens/rules/form/token-values';
import { useDraftTypes } from '../api/get-draft-types';
import { useOwnerPermissions } from '../api/get-owner-permissions';
import { AdminKeyPanel } from '../components/admin-key-panel';
import { AdminPermissions } from '../components/admin-permissions';
import { OwnerField } from '../components/owner-field';
import { toCreate, valuesOf } from '../rules/admin-token-values';
import { agentPermissions, hasWriting } from '../rules/agent-permissions';
import { ownerName } from '../rules/owner-name';

/** Creates an admin token for the logged-in person. */
export function CreatePage() {
  const text = useText();
  const user = useAuth('CreatePage', (state) => state.user);
  const owned = useOwnerPermissions(undefined).data;
  // Only requested if there is content to write: the bundled CMS has none in its admin API.
  const drafts = useDraftTypes(owned?.some(({ subject }) => subject?.startsWith('api::')) ?? false);
  const granted = owned && drafts && agentPermissions(owned, drafts);
  const hint = !granted?.length ? 'preset.agent.limits' : hasWriting(granted) ? 'preset.agent.drafts' : 'preset.agent.content';
  return (
    <TokenCreateForm<AdminToken>
      path="/admin-tokens"
      permissions={ADMIN_TOKEN_PERMISSIONS}
      title={text('admin-tokens.create.title')}
      initial={NEW_TOKEN}
      valuesOf={valuesOf}
      agent={{ values: granted && { permissions: granted }, hint: text(hint) }}
      toCreate={(values, copied) => toCreate(values, owned ?? [], copied?.adminPermissions)}
      keyPanel={(token) => <AdminKeyPanel token={token} isMine />}
      fields={user ? <OwnerField name={ownerName(user as TokenOwner)} isMine /> : null}
      matrix={<AdminPermissions />}
    />
  );
}
