import { useMemo, useRef, useState } from 'react';
import { LinkButton } from '@strapi/design-system';
import { Plus } from '@strapi/icons';
import { useIntl } from 'react-intl';
import { Link } from 'react-router-dom';
import { Clamp } from '../../components/list/clamp';
import { DataList } from '../../components/list/data-list';
import { DeleteDialog } from '../../components/dialog/delete-dialog';
import { Layouts } from '../../components/page/layouts';
import { LoadError } from '../../components/page/load-error';
import { Page } from '../../components/page/page';
import { useRBAC } from '../../session/use-rbac';
import { ROLE_PERMISSIONS } from './role-actions';
import { useDeleteRole, useRoles, type Role } from './roles';

const byName = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** All roles, with the number of people who have them. */
export function RoleListPage() {
  const { formatMessage } = useIntl();
  const {
    allowedActions: { canCreate, canUpdate, canDelete },
  } = useRBAC(ROLE_PERMISSIONS);
  const roles = useRoles();
  const remove = useDeleteRole();
  const region = useRef<HTMLDivElement>(null);
  const sorted = useMemo(() => [...(roles.data ?? [])].sort((one, other) => byName.compare(one.name, other.name)), [roles.data]);
  const [toDelete, setToDelete] = useState<Role | null>(null);

  if (roles.isPending) return <Page.Loading />;
  if (!roles.data) return <LoadError error={roles.error} onRetry={() => void roles.refetch()} />;
  return (
    <Page.Main>
      <Page.Title>{formatMessage({ id: 'panel.roles' })}</Page.Title>
      <Layouts.Header
        title={formatMessage({ id: 'panel.roles' })}
        subtitle={formatMessage({ id: 'panel.roles.subtitle' })}
        primaryAction={
          canCreate ? (
            <LinkButton tag={Link} to="create" startIcon={<Plus />} size="S">
              {formatMessage({ id: 'panel.roles.create' })}
            </LinkButton>
          ) : undefined
        }
      />
      <Layouts.Content>
        <div ref={region} tabIndex={-1} role="region" aria-label={formatMessage({ id: 'panel.roles' })}>
        <DataList<Role>
          items={sorted}
          nameOf={({ name }) => name}
          canUpdate={canUpdate ?? false}
          onDelete={canDelete ? setToDelete : undefined}
          columns={[
            { label: formatMessage({ id: 'panel.description' }), render: ({ description }) => <Clamp as="bdi" title={description ?? ''}>{description}</Clamp> },
            {
              label: formatMessage({ id: 'panel.users' }),
              render: ({ usersCount = 0 }) => formatMessage({ id: 'panel.roles.users' }, { count: usersCount }),
            },
          ]}
        />
        </div>
      </Layouts.Content>
      <DeleteDialog
        item={toDelete}
        note={formatMessage({ id: 'panel.roles.delete.note' })}
        region={region}
        onClose={() => setToDelete(null)}
        onDelete={remove.mutateAsync}
      />
    </Page.Main>
  );
}
