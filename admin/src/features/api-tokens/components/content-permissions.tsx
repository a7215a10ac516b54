import { useMemo, type ReactNode } from 'react';
import { Typography } from '@strapi/design-system';
import { useText } from '../../../use-text';
import { useReadActions } from '../../tokens/api/get-policy';
import { PartFailure } from '../../tokens/components/load-failure';
import { PanelBox } from '../../tokens/components/panel-box';
import { PermissionMatrix, type PermissionSection } from '../../tokens/permissions/permission-matrix';
import { Skeleton } from '../../tokens/components/skeleton';
import { useGranted, useTokenField } from '../../tokens/form/use-token-field';
import { useContentApi } from '../api/get-content-api';
import { grantedActions } from '../rules/content-groups';
import { RouteList } from './route-list';

const NONE: string[] = [];

/** What a content-API token can do: editable for a custom one, read-only for the others. */
export function ContentPermissions({ unavailable = NONE, disabled, children }: {
  /** Granted actions that the CMS no longer has. */
  unavailable?: string[];
  disabled?: boolean;
  /** Shown above the actions. */
  children?: ReactNode;
}) {
  const text = useText();
  const { value: type = 'read-only' } = useTokenField('type').field;
  const { granted, setGranted } = useGranted();
  const { groups, error, retry, isWithoutRoutes } = useContentApi();
  const readActions = useReadActions();
  const isCustom = type === 'custom';
  const note = type === 'read-only' && readActions.length > 0 ? 'permissions.read-only.more' as const : `permissions.${type}` as const;
  const shown = useMemo<PermissionSection[]>(() => {
    const known = (groups ?? []).map(({ id, label, actions }) => ({
      id,
      label,
      rows: actions.map((action) => ({
        id: action.id,
        label: action.label,
        words: action.routes.map(({ method, path }) => `${method} ${path}`).join(' '),
        detail: isWithoutRoutes ? null : <RouteList routes={action.routes} />,
      })),
    }));
    const gone = {
      id: 'unavailable',
      label: text('matrix.unavailable'),
      note: text('matrix.unavailable.note'),
      rows: unavailable.map((id) => ({ id, label: id })),
    };
    return [{ id: 'content-api', groups: isCustom && unavailable.length ? [...known, gone] : known }];
  }, [groups, isCustom, isWithoutRoutes, text, unavailable]);

  return (
    <PanelBox title={text('permissions.title')} note={text(note)}>
      {children}
      {groups ? (
        <>
          {isWithoutRoutes ? <Typography textColor="neutral600">{text('routes.unavailable')}</Typography> : null}
          <PermissionMatrix
            sections={shown}
            granted={grantedActions(type, granted, groups, readActions)}
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
