import { useState } from 'react';
import { Box, Typography } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import { useParams } from 'react-router-dom';
import { FormBox, FormPage } from '../../components/form-page';
import { useNotification } from '../../components/notifications';
import { Page } from '../../components/page';
import { useAuth, type Permission } from '../../session/auth';
import { useFormRefusal, useRefusalText } from '../../session/use-refusal';
import { useRBAC } from '../../session/use-rbac';
import { useGrantable, type GrantableGroup } from './grantable';
import { ROLE_PERMISSIONS, SUPER_ADMIN_CODE } from './role-actions';
import { RoleDetails } from './role-details';
import { RolePermissions } from './role-permissions';
import { useRole, useUpdateRole, type Role, type RoleInput } from './roles';

/** One role: its name and what it grants. */
export function RoleEditPage() {
  const { id = '' } = useParams();
  const refusalText = useRefusalText();
  const role = useRole(id);
  const groups = useGrantable();
  const error = role.error ?? groups.error;
  if (role.data && groups.data) return <RoleForm key={id} {...role.data} groups={groups.data} />;
  return error ? <Page.Error content={refusalText(error).message} /> : <Page.Loading />;
}

const isSameSet = (one: Set<string>, other: Set<string>) => one.size === other.size && [...one].every((item) => other.has(item));

function RoleForm({ role, permissions, groups }: { role: Role; permissions: Permission[]; groups: GrantableGroup[] }) {
  const { formatMessage } = useIntl();
  const { toggleNotification } = useNotification();
  const refetchPermissions = useAuth('RoleForm', (state) => state.refetchPermissions);
  const {
    allowedActions: { canUpdate: mayUpdate },
  } = useRBAC(ROLE_PERMISSIONS);
  const update = useUpdateRole(String(role.id));
  const { errors, setErrors, fail } = useFormRefusal();
  const [draft, setDraft] = useState<Partial<RoleInput>>({});
  const [drafted, setDrafted] = useState<Set<string>>();
  const canUpdate = (mayUpdate ?? false) && role.code !== SUPER_ADMIN_CODE;
  const values = { name: role.name, description: role.description ?? '', ...draft };
  const granted = drafted ?? new Set(permissions.map(({ action }) => action));

  /** Permissions that stay keep their fields and conditions. */
  const wanted = (actions: Set<string>): Permission[] => {
    const kept = permissions.filter(({ action }) => actions.has(action));
    const keptActions = new Set(kept.map(({ action }) => action));
    return [
      ...kept.map(({ action, subject, properties, conditions }) => ({ action, subject, properties, conditions })),
      ...[...actions].filter((action) => !keptActions.has(action)).map((action) => ({ action, subject: null })),
    ];
  };

  const save = async () => {
    setErrors({});
    try {
      await update.mutateAsync({
        input: Object.keys(draft).length ? values : undefined,
        permissions: drafted && wanted(drafted),
      });
      setDraft({});
      setDrafted(undefined);
      toggleNotification({ type: 'success', message: formatMessage({ id: 'panel.saved' }) });
      await refetchPermissions();
    } catch (error) {
      fail(error);
    }
  };

  const isDirty = values.name !== role.name
    || values.description !== (role.description ?? '')
    || (drafted !== undefined && !isSameSet(drafted, new Set(permissions.map(({ action }) => action))));
  return (
    <FormPage title={role.name} canSave={canUpdate} isDirty={isDirty} onSave={save}>
      <RoleDetails
        values={values}
        errors={errors}
        disabled={!canUpdate}
        onChange={(part) => setDraft((current) => ({ ...current, ...part }))}
      />
      <FormBox>
        <Box paddingBottom={4}>
          <Typography variant="delta" tag="h2" fontWeight="bold">
            {formatMessage({ id: 'panel.permissions' })}
          </Typography>
          <Typography tag="p" textColor="neutral600">
            {formatMessage({ id: role.code === SUPER_ADMIN_CODE ? 'panel.roles.super-admin' : 'panel.roles.permissions.note' })}
          </Typography>
        </Box>
        <RolePermissions groups={groups} granted={granted} onChange={canUpdate ? setDrafted : undefined} />
      </FormBox>
    </FormPage>
  );
}
