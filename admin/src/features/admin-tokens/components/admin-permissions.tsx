import { useMemo } from 'react';
import { Typography } from '@strapi/design-system';
import { useText } from '../../../use-text';
import { PartFailure } from '../../tokens/components/load-failure';
import { PanelBox } from '../../tokens/components/panel-box';
import { PermissionMatrix } from '../../tokens/permissions/permission-matrix';
import { Skeleton } from '../../tokens/components/skeleton';
import { useGranted } from '../../tokens/form/use-token-field';
import type { TokenId } from '../../tokens/api/token-keys';
import { useAdminActions } from '../api/get-admin-actions';
import { useOwnerPermissions } from '../api/get-owner-permissions';
import { adminGroups, conditionsOf, permissionsById } from '../rules/admin-groups';
import { knownLabel } from '../rules/known-label';

/** What an admin token can do, by section. What its owner cannot do is locked; conditions are those of the owner. */
export function AdminPermissions({ tokenId, disabled }: {
  /** Undefined for a new token. */
  tokenId?: TokenId;
  disabled?: boolean;
}) {
  const text = useText();
  const { granted, setGranted } = useGranted();
  const actions = useAdminActions();
  const owned = useOwnerPermissions(tokenId);

  const sections = useMemo(() => {
    if (!actions.data || !owned.data) return undefined;
    const ownedById = permissionsById(owned.data);
    const names = new Map(actions.data.conditions.map(({ id, displayName }) => [id, displayName]));
    const detail = (conditions: string[] | null) => {
      if (conditions === null) return text('matrix.owner-may-not');
      return conditions.length
        ? text('matrix.conditions', { conditions: conditions.map((id) => names.get(id) ?? id).join(', ') })
        : null;
    };
    return adminGroups(actions.data).map(({ section, groups }) => ({
      id: section,
      label: text(`section.${section}`),
      groups: groups.map((group) => ({
        ...group,
        label: knownLabel(group.label, text),
        rows: group.rows.map(({ id, label }) => {
          const conditions = conditionsOf(ownedById.get(id));
          const words = detail(conditions);
          return {
            id,
            label: knownLabel(label, text),
            isLocked: conditions === null,
            detail: words ? (
              <Typography variant="pi" textColor="neutral600">
                {words}
              </Typography>
            ) : null,
          };
        }),
      })),
    }));
  }, [actions.data, owned.data, text]);

  const retry = () => [actions, owned].forEach((query) => query.isError && void query.refetch());
  const error = actions.error ?? owned.error;
  return (
    <PanelBox title={text('permissions.title')} note={text('permissions.admin')}>
      {sections ? (
        <PermissionMatrix sections={sections} granted={granted} onChange={disabled ? undefined : setGranted} />
      ) : error ? (
        <PartFailure error={error} onRetry={retry} />
      ) : (
        <Skeleton $height="18rem" />
      )}
    </PanelBox>
  );
}
