import { useState } from 'react';
import { useLocation, useNavigate } from 'react-router-dom';
import type { ContentApiToken, CreateApiToken } from '../../../../../server/contract';
import { API_TOKEN_PERMISSIONS } from '../../../permissions';
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
import { useTokenRights } from '../../tokens/components/use-token-rights';
import { ContentKeyPanel } from '../components/content-key-panel';
import { ContentPermissions } from '../components/content-permissions';
import { TypeField } from '../components/type-field';
import { NEW_API_TOKEN, toCreate } from '../rules/api-token-values';

/** Makes a content-API token and goes on to its page, where its key stands; for who may not open that page, it stands here. */
export function CreatePage() {
  const text = useText();
  const navigate = useNavigate();
  const { state } = useLocation();
  const { issue } = useIssuedKeys();
  const create = useCreateToken<CreateApiToken['Request'], ContentApiToken>('/api-tokens');
  const { isLeaving, leave } = useLeave();
  const { errors, setErrors, fail } = useFormFailure();
  const { canRead } = useTokenRights(API_TOKEN_PERMISSIONS);
  const [created, setCreated] = useState<ContentApiToken>();
  const [values, setValues] = useState(NEW_API_TOKEN);
  const change = (part: Partial<typeof values>) => setValues((current) => ({ ...current, ...part }));

  const save = async () => {
    if (!values.name.trim()) {
      setErrors({ name: 'refused.name-required' });
      document.getElementsByName('name')[0]?.focus();
      return;
    }
    setErrors({});
    try {
      const { accessKey, ...token } = await create.mutateAsync(toCreate(values));
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
        <ContentKeyPanel token={{ ...created, canRevealKey: false }} />
      </FormPage>
    );
  }
  return (
    <FormPage title={text('api-tokens.create.title')} canSave onSave={save}>
      <PanelBox title={text('details.title')}>
        <FormGrid>
          <NameField value={values.name} error={errors.name} onChange={(name) => change({ name })} />
          <DescriptionField
            value={values.description}
            error={errors.description}
            onChange={(description) => change({ description })}
          />
          <DurationField lifespan={values.lifespan} onChange={(lifespan) => change({ lifespan })} />
          <TypeField value={values.type} onChange={(type) => change({ type })} />
        </FormGrid>
      </PanelBox>
      <ContentPermissions
        type={values.type}
        permissions={values.permissions}
        onChange={(permissions) => change({ permissions })}
      />
      <LeaveGuard isDirty={values !== NEW_API_TOKEN} isLeaving={isLeaving} />
    </FormPage>
  );
}
