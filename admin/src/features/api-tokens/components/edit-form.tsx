import { useMemo, useState } from 'react';
import { useNotification } from '@strapi/strapi/admin';
import type { ContentApiToken, KeyAccess, Lifespan, UpdateApiToken } from '../../../../../server/contract';
import { API_TOKEN_PERMISSIONS } from '../../../permissions';
import { useText } from '../../../use-text';
import { useReadAgain } from '../../tokens/api/get-token';
import { useUpdateToken } from '../../tokens/api/update-token';
import { ConflictNotice } from '../../tokens/components/conflict-notice';
import { DurationField } from '../../tokens/components/duration-field';
import { FormGrid } from '../../tokens/components/form-grid';
import { FormPage } from '../../tokens/components/form-page';
import { LeaveGuard, useLeave } from '../../tokens/components/leave-guard';
import { PanelBox } from '../../tokens/components/panel-box';
import { RegenerateButton } from '../../tokens/components/regenerate-button';
import { DescriptionField, NameField } from '../../tokens/components/text-fields';
import { useFormFailure } from '../../tokens/components/use-form-failure';
import { useTokenRights } from '../../tokens/components/use-token-rights';
import { isConflict } from '../../../refusal';
import { addToDraft, changesBetween, withDraft, type Change, type Draft } from '../../tokens/rules/draft';
import { isChanged, toUpdate, valuesOf, type ApiTokenValues } from '../rules/api-token-values';
import { ContentKeyPanel } from './content-key-panel';
import { ContentPermissions } from './content-permissions';
import { TypeField } from './type-field';

/** The form of a stored content-API token. What was typed lies over what is stored, and stays there until it is saved. */
export function EditForm({ token }: { token: ContentApiToken & KeyAccess }) {
  const text = useText();
  const { toggleNotification } = useNotification();
  const { canUpdate, canRegenerate } = useTokenRights(API_TOKEN_PERMISSIONS);
  const update = useUpdateToken<UpdateApiToken['Request']>('/api-tokens', token.id);
  const { isLeaving } = useLeave();
  const { errors, setErrors, fail } = useFormFailure();
  const [draft, setDraft] = useState<Draft<ApiTokenValues>>({});
  const [conflict, setConflict] = useState<Change[]>();
  const readAgain = useReadAgain<ContentApiToken>('/api-tokens', token.id);
  const stored = useMemo(() => valuesOf(token), [token]);
  const values = withDraft(stored, draft);
  const change = (part: Partial<ApiTokenValues>) => setDraft((current) => addToDraft(stored, current, part));
  const onChange = canUpdate ? change : undefined;

  const save = async () => {
    setErrors({});
    if (!values.name.trim()) {
      setErrors({ name: 'refused.name-required' });
      document.getElementsByName('name')[0]?.focus();
      return;
    }
    try {
      await update.mutateAsync({ ...toUpdate(stored, values), basedOn: token.updatedAt });
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
      subtitle={text(`type.${token.type}`)}
      actions={canRegenerate ? <RegenerateButton path="/api-tokens" token={token} /> : null}
      canSave={canUpdate}
      onSave={save}
    >
      {conflict ? <ConflictNotice changes={conflict} /> : null}
      <ContentKeyPanel token={token} />
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
          <TypeField value={values.type} onChange={onChange && ((type) => onChange({ type }))} />
        </FormGrid>
      </PanelBox>
      <ContentPermissions
        type={values.type}
        permissions={values.permissions}
        unavailable={token.unavailablePermissions}
        onChange={onChange && ((permissions) => onChange({ permissions }))}
      />
      <LeaveGuard isDirty={isChanged(stored, values)} isLeaving={isLeaving} />
    </FormPage>
  );
}
