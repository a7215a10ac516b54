import { useMemo } from 'react';
import { Typography } from '@strapi/design-system';
import { useText } from '../../../use-text';
import { PartFailure } from '../../tokens/components/load-failure';
import { PanelBox } from '../../tokens/components/panel-box';
import { PermissionMatrix, type PermissionGroup } from '../../tokens/components/permission-matrix';
import { Skeleton } from '../../tokens/components/skeleton';
import { useGranted, useTokenField } from '../../tokens/components/use-token-field';
import { useContentApi } from '../api/get-content-api';
import { grantedActions } from '../rules/content-groups';
import { RouteList } from './route-list';

const NONE: string[] = [];

/** What a content-API token can do: to choose for a custom one, to look at for the others. */
export function ContentPermissions({ unavailable = NONE, disabled }: {
  /** Granted actions that the CMS no longer has. */
  unavailable?: string[];
  disabled?: boolean;
}) {
  const text = useText();
  const { value: type = 'read-only' } = useTokenField('type').field;
  const { granted, setGranted } = useGranted();
  const { groups, error, retry, isWithoutRoutes } = useContentApi();
  const isCustom = type === 'custom';
  const shown = useMemo<PermissionGroup[]>(() => {
    const known = (groups ?? []).map(({ id, label, actions }) => ({
      id,
      label,
      rows: actions.map((action) => ({ id: action.id, label: action.label, detail: isWithoutRoutes ? null : <RouteList routes={action.routes} /> })),
    }));
    if (!isCustom || !unavailable.length) return known;
    return [...known, {
      id: 'unavailable',
      label: text('matrix.unavailable'),
      note: text('matrix.unavailable.note'),
      rows: unavailable.map((id) => ({ id, label: id })),
    }];
  }, [groups, isCustom, isWithoutRoutes, text, unavailable]);

  return (
    <PanelBox title={text('permissions.title')} note={text(`permissions.${type}`)}>
      {groups ? (
        <>
          {isWithoutRoutes ? <Typography textColor="neutral600">{text('routes.unavailable')}</Typography> : null}
          <PermissionMatrix
            groups={shown}
            granted={grantedActions(type, granted, groups)}
            onChange={isCustom && !disabled ? setGranted : undefined}
          />
        </>
      ) : error ? (
        <PartFailure error={error} onRetry={retry} />
      ) : (
        <Skeleton $height="18rem" />
      )}
    </PanelBox>
  );
}
