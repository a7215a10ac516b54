import { useMemo, useState } from 'react';
import { useAuth, useNotification } from '@strapi/strapi/admin';
import type { AdminToken, KeyAccess, Lifespan, UpdateAdminToken } from '../../../../../server/contract';
import { ADMIN_TOKEN_PERMISSIONS } from '../../../permissions';
import { useText } from '../../../use-text';
import { useReadAgain } from '../../tokens/api/get-token';
import { useUpdateToken } from '../../tokens/api/update-token';
import { ConflictNotice } from '../../tokens/components/conflict-notice';
import { DurationField } from '../../tokens/components/duration-field';
import { FormGrid } from '../../tokens/components/form-grid';
import { FormPage } from '../../tokens/components/form-page';
import { LeaveGuard, useLeave } from '../../tokens/components/leave-guard';
import { Notice } from '../../tokens/components/notice';
import { PanelBox } from '../../tokens/components/panel-box';
import { RegenerateButton } from '../../tokens/components/regenerate-button';
import { DescriptionField, NameField } from '../../tokens/components/text-fields';
import { useFormFailure } from '../../tokens/components/use-form-failure';
import { useTokenRights } from '../../tokens/components/use-token-rights';
import { useOwnerPermissions } from '../api/get-owner-permissions';
import { isConflict } from '../../../refusal';
import { addToDraft, changesBetween, withDraft, type Change, type Draft } from '../../tokens/rules/draft';
import { isChanged, toUpdate, valuesOf, type AdminTokenValues } from '../rules/admin-token-values';
import { ownerName } from '../rules/owner-name';
import { AdminKeyPanel } from './admin-key-panel';
import { AdminPermissions } from './admin-permissions';
import { OwnerField } from './owner-field';

/** The form of a stored admin token. What was typed lies over what is stored, and stays there until it is saved. */
export function EditForm({ token }: { token: AdminToken & KeyAccess }) {
  const text = useText();
  const { toggleNotification } = useNotification();
  const { canUpdate, canRegenerate } = useTokenRights(ADMIN_TOKEN_PERMISSIONS);
  const userId = useAuth('EditForm', (state) => state.user?.id);
  const update = useUpdateToken<UpdateAdminToken['Request']>('/admin-tokens', token.id);
  const { isLeaving } = useLeave();
  const { errors, setErrors, fail } = useFormFailure();
  const owned = useOwnerPermissions(token.id).data ?? [];
  const [draft, setDraft] = useState<Draft<AdminTokenValues>>({});
  const [conflict, setConflict] = useState<Change[]>();
  const readAgain = useReadAgain<AdminToken>('/admin-tokens', token.id);
  const stored = useMemo(() => valuesOf(token), [token]);
  const values = withDraft(stored, draft);
  const change = (part: Partial<AdminTokenValues>) => setDraft((current) => addToDraft(stored, current, part));
  const owner = token.adminUserOwner;
  const isMine = owner !== null && String(owner.id) === String(userId);

  const save = async () => {
    setErrors({});
    if (!values.name.trim()) {
      setErrors({ name: 'refused.name-required' });
      document.getElementsByName('name')[0]?.focus();
      return;
    }
    try {
      await update.mutateAsync({ ...toUpdate(token, values, owned), basedOn: token.updatedAt });
      setConflict(undefined);
      // What was typed in the meantime stays.
      setDraft((current) => (current === draft ? {} : current));
      toggleNotification({ type: 'success', message: text('saved') });
    } catch (error) {
      const present = isConflict(error) ? await readAgain() : undefined;
      if (present) setConflict(changesBetween(stored, valuesOf(present)));
      else fail(error);
    }
  };

  return (
    <FormPage
      title={token.name}
      actions={canRegenerate && isMine ? <RegenerateButton path="/admin-tokens" token={token} /> : null}
      canSave={canUpdate}
      onSave={save}
    >
      {conflict ? <ConflictNotice changes={conflict} /> : null}
      {token.state === 'owner-deactivated' ? <Notice title={text('state.owner-deactivated')}>{text('owner.deactivated')}</Notice> : null}
      <AdminKeyPanel token={token} isMine={isMine} />
      <PanelBox title={text('details.title')}>
        <FormGrid>
          <NameField value={values.name} error={errors.name} disabled={!canUpdate} onChange={(name) => change({ name })} />
          <DescriptionField
            value={values.description}
            error={errors.description}
            disabled={!canUpdate}
            onChange={(description) => change({ description })}
          />
          <DurationField
            lifespan={token.lifespan === null ? null : (Number(token.lifespan) as Lifespan)}
            expiresAt={token.expiresAt}
          />
          {owner ? <OwnerField name={ownerName(owner)} isMine={isMine} /> : null}
        </FormGrid>
      </PanelBox>
      <AdminPermissions
        tokenId={token.id}
        permissions={values.permissions}
        onChange={canUpdate ? (permissions) => change({ permissions }) : undefined}
      />
      <LeaveGuard isDirty={isChanged(token, values)} isLeaving={isLeaving} />
    </FormPage>
  );
}
