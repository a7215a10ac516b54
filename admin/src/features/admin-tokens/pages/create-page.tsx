import { useState } from 'react';
import { useAuth } from '@strapi/strapi/admin';
import { useNavigate } from 'react-router-dom';
import type { CreateAdminToken, TokenOwner } from '../../../../../server/contract';
import { useText } from '../../../use-text';
import { useCreateToken } from '../../tokens/api/create-token';
import { DurationField } from '../../tokens/components/duration-field';
import { FormGrid } from '../../tokens/components/form-grid';
import { FormPage } from '../../tokens/components/form-page';
import { useIssuedKeys } from '../../tokens/components/issued-key';
import { LeaveGuard, useLeave } from '../../tokens/components/leave-guard';
import { PanelBox } from '../../tokens/components/panel-box';
import { DescriptionField, NameField } from '../../tokens/components/text-fields';
import { useFormFailure } from '../../tokens/components/use-form-failure';
import { useOwnerPermissions } from '../api/get-owner-permissions';
import { AdminPermissions } from '../components/admin-permissions';
import { OwnerField } from '../components/owner-field';
import { NEW_ADMIN_TOKEN, toCreate } from '../rules/admin-token-values';
import { ownerName } from '../rules/owner-name';

/** Makes an admin token for the person at the panel and goes on to its page, where its key stands. */
export function CreatePage() {
  const text = useText();
  const navigate = useNavigate();
  const user = useAuth('CreatePage', (state) => state.user);
  const { issue } = useIssuedKeys();
  const create = useCreateToken<CreateAdminToken['Request']>('/admin-tokens');
  const owned = useOwnerPermissions(undefined).data ?? [];
  const { isLeaving, leave } = useLeave();
  const { errors, setErrors, fail } = useFormFailure();
  const [values, setValues] = useState(NEW_ADMIN_TOKEN);
  const change = (part: Partial<typeof values>) => setValues((current) => ({ ...current, ...part }));

  const save = async () => {
    if (!values.name.trim()) {
      setErrors({ name: text('refused.name-required') });
      document.getElementsByName('name')[0]?.focus();
      return;
    }
    setErrors({});
    try {
      const { id, accessKey } = await create.mutateAsync(toCreate(values, owned));
      issue(id, accessKey);
      leave(() => navigate(`../${id}`, { replace: true }));
    } catch (error) {
      fail(error);
    }
  };

  return (
    <FormPage title={text('admin-tokens.create.title')} canSave onSave={save}>
      <PanelBox title={text('details.title')}>
        <FormGrid>
          <NameField value={values.name} error={errors.name} onChange={(name) => change({ name })} />
          <DescriptionField
            value={values.description}
            error={errors.description}
            onChange={(description) => change({ description })}
          />
          <DurationField lifespan={values.lifespan} onChange={(lifespan) => change({ lifespan })} />
          {user ? <OwnerField name={ownerName(user as TokenOwner)} isMine /> : null}
        </FormGrid>
      </PanelBox>
      <AdminPermissions permissions={values.permissions} onChange={(permissions) => change({ permissions })} />
      <LeaveGuard isDirty={values !== NEW_ADMIN_TOKEN} isLeaving={isLeaving} />
    </FormPage>
  );
}
