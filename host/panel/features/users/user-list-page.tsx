import { useState } from 'react';
import { Badge, Box, Button, Flex, LinkButton, Searchbar, SearchForm, Typography } from '@strapi/design-system';
import { ChevronLeft, ChevronRight, Plus } from '@strapi/icons';
import { useIntl } from 'react-intl';
import { Link } from 'react-router-dom';
import { DataList } from '../../components/data-list';
import { DeleteDialog } from '../../components/delete-dialog';
import { Layouts } from '../../components/layouts';
import { useNotification } from '../../components/notifications';
import { Page } from '../../components/page';
import { useAuth } from '../../session/auth';
import { useRefusalText } from '../../session/use-refusal';
import { useRBAC } from '../../session/use-rbac';
import { nameOf } from '../../session/user-name';
import { USER_PERMISSIONS, useDeleteUser, useUsers, type Account } from './users';

/** All accounts, with their roles and whether they are active. */
export function UserListPage() {
  const { formatMessage } = useIntl();
  const { toggleNotification } = useNotification();
  const refusalText = useRefusalText();
  const ownId = useAuth('UserListPage', (state) => state.user?.id);
  const {
    allowedActions: { canCreate, canUpdate, canDelete },
  } = useRBAC(USER_PERMISSIONS);
  const [page, setPage] = useState(1);
  const [search, setSearch] = useState('');
  const users = useUsers(page, search);
  const remove = useDeleteUser();
  const [toDelete, setToDelete] = useState<Account | null>(null);

  if (users.isPending) return <Page.Loading />;
  if (users.isError) return <Page.Error content={refusalText(users.error).message} />;
  const { results, pagination } = users.data;
  return (
    <Page.Main>
      <Page.Title>{formatMessage({ id: 'panel.users' })}</Page.Title>
      <Layouts.Header
        title={formatMessage({ id: 'panel.users' })}
        subtitle={formatMessage({ id: 'panel.users.subtitle' })}
        primaryAction={
          canCreate ? (
            <LinkButton tag={Link} to="create" startIcon={<Plus />} size="S">
              {formatMessage({ id: 'panel.users.invite' })}
            </LinkButton>
          ) : undefined
        }
      />
      <Layouts.Content>
        <Box paddingBottom={4} maxWidth="36rem">
          <SearchForm onSubmit={(event) => event.preventDefault()}>
            <Searchbar
              name="search"
              value={search}
              maxLength={255}
              placeholder={formatMessage({ id: 'panel.users.search' })}
              clearLabel={formatMessage({ id: 'panel.search.clear' })}
              onChange={(event) => {
                setSearch(event.target.value);
                setPage(1);
              }}
              onClear={() => setSearch('')}
            >
              {formatMessage({ id: 'panel.users.search' })}
            </Searchbar>
          </SearchForm>
        </Box>
        <DataList<Account>
          items={results}
          nameOf={nameOf}
          canUpdate={canUpdate ?? false}
          onDelete={
            canDelete
              ? (user) =>
                  user.id === ownId
                    ? toggleNotification({ type: 'warning', message: formatMessage({ id: 'panel.refused.own-user' }) })
                    : setToDelete(user)
              : undefined
          }
          columns={[
            { label: formatMessage({ id: 'panel.email' }), render: ({ email }) => <bdi>{email}</bdi> },
            {
              label: formatMessage({ id: 'panel.roles' }),
              render: ({ roles }) => <bdi>{roles.map(({ name }) => name).join(', ')}</bdi>,
            },
            {
              label: formatMessage({ id: 'panel.users.state' }),
              render: ({ isActive }) => (
                <Badge size="S" variant={isActive ? 'success' : 'neutral'}>
                  {formatMessage({ id: isActive ? 'panel.users.active' : 'panel.users.inactive' })}
                </Badge>
              ),
            },
          ]}
        />
        {pagination.pageCount > 1 ? (
          <Flex gap={3} paddingTop={4} justifyContent="flex-end">
            <Typography textColor="neutral600">
              {formatMessage({ id: 'panel.page-of' }, { page: pagination.page, pageCount: pagination.pageCount })}
            </Typography>
            <Button
              variant="tertiary"
              size="S"
              startIcon={<ChevronLeft />}
              disabled={page <= 1}
              onClick={() => setPage(page - 1)}
            >
              {formatMessage({ id: 'panel.previous' })}
            </Button>
            <Button
              variant="tertiary"
              size="S"
              endIcon={<ChevronRight />}
              disabled={page >= pagination.pageCount}
              onClick={() => setPage(page + 1)}
            >
              {formatMessage({ id: 'panel.next' })}
            </Button>
          </Flex>
        ) : null}
      </Layouts.Content>
      <DeleteDialog
        name={toDelete && nameOf(toDelete)}
        note={formatMessage({ id: 'panel.users.delete.note' })}
        onClose={() => setToDelete(null)}
        onConfirm={() => {
          if (!toDelete) return;
          remove.mutate(toDelete.id, {
            onError: (error) => toggleNotification({ type: 'danger', message: refusalText(error).message }),
          });
        }}
      />
    </Page.Main>
  );
}
