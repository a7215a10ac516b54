import { useState } from 'react';
import { useAuth } from '@strapi/strapi/admin';
import { useLocation, useNavigate } from 'react-router-dom';
import type { AdminToken, CreateAdminToken, TokenOwner } from '../../../../../server/contract';
import { ADMIN_TOKEN_PERMISSIONS } from '../../../permissions';
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
import { useTokenRights } from '../../tokens/components/use-token-rights';
import { AdminKeyPanel } from '../components/admin-key-panel';
import { AdminPermissions } from '../components/admin-permissions';
import { OwnerField } from '../components/owner-field';
import { NEW_ADMIN_TOKEN, toCreate } from '../rules/admin-token-values';
import { ownerName } from '../rules/owner-name';

/**
 * Makes an admin token for the person at the panel and goes on to its page, where its key stands; for who may not open that
 * page, it stands here.
 */
export function CreatePage() {
  const text = useText();
  const navigate = useNavigate();
  const { state } = useLocation();
  const user = useAuth('CreatePage', (state) => state.user);
  const { issue } = useIssuedKeys();
  const create = useCreateToken<CreateAdminToken['Request'], AdminToken>('/admin-tokens');
  const owned = useOwnerPermissions(undefined).data ?? [];
  const { isLeaving, leave } = useLeave();
  const { errors, setErrors, fail } = useFormFailure();
  const { canRead } = useTokenRights(ADMIN_TOKEN_PERMISSIONS);
  const [created, setCreated] = useState<AdminToken>();
  const [values, setValues] = useState(NEW_ADMIN_TOKEN);
  const change = (part: Partial<typeof values>) => setValues((current) => ({ ...current, ...part }));

  const save = async () => {
    if (!values.name.trim()) {
      setErrors({ name: 'refused.name-required' });
      document.getElementsByName('name')[0]?.focus();
      return;
    }
    setErrors({});
    try {
      const { accessKey, ...token } = await create.mutateAsync(toCreate(values, owned));
      issue(token.id, accessKey);
      // Who may not read tokens has no page for it: the key is shown here.
      if (canRead) leave(() => navigate(`../${token.id}`, { replace: true, state }));
      else setCreated(token);
    } catch (error) {
      fail(error);
    }
  };

  if (created) {
    return (
      <FormPage title={created.name} canSave={false} onSave={save}>
        <AdminKeyPanel token={{ ...created, canRevealKey: false }} isMine />
      </FormPage>
    );
  }
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
