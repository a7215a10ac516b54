import { useCallback, useEffect, useRef, useState } from 'react';
import { Box, Button, EmptyStateLayout, Flex, LinkButton, Searchbar, SearchForm, Typography } from '@strapi/design-system';
import { ChevronLeft, ChevronRight, Plus } from '@strapi/icons';
import { useIntl } from 'react-intl';
import { Link, useSearchParams } from 'react-router-dom';
import { Clamp } from '../../components/list/clamp';
import { DataList } from '../../components/list/data-list';
import { DeleteDialog } from '../../components/dialog/delete-dialog';
import { useListState } from '../../components/list/list-place';
import { LoadFailure } from '../../components/page/load-error';
import { StateDot } from '../../components/list/state-dot';
import { Layouts } from '../../components/page/layouts';
import { useNotification } from '../../components/notifications';
import { Page } from '../../components/page/page';
import { useSearchText } from '../../components/list/use-search-text';
import { useAuth } from '../../session/auth';
import { useRBAC } from '../../session/use-rbac';
import { nameOf } from '../../session/user-name';
import { accountState, USER_PERMISSIONS, useDeleteUser, useUsers, type Account } from './users';

const STATE_COLORS = {
  'panel.users.active': 'success',
  'panel.users.inactive': 'neutral',
  'panel.users.invited': 'warning',
  'panel.users.invitation-ended': 'neutral',
} as const;

function listQuery(page: number, search: string): URLSearchParams {
  return new URLSearchParams({ ...(page > 1 && { page: String(page) }), ...(search && { _q: search }) });
}

/** All accounts, with their roles and whether they are active. */
export function UserListPage() {
  const { formatMessage } = useIntl();
  const { toggleNotification } = useNotification();
  const ownId = useAuth('UserListPage', (state) => state.user?.id);
  const {
    allowedActions: { canCreate, canUpdate, canDelete },
  } = useRBAC(USER_PERMISSIONS);
  const [query, setQuery] = useSearchParams();
  const asked = Number(query.get('page'));
  const page = Number.isSafeInteger(asked) && asked > 0 && asked < 1_000_000 ? asked : 1;
  const search = (query.get('_q') ?? '').slice(0, 255);
  const [typed, setTyped] = useSearchText(
    search,
    useCallback((next: string) => setQuery(listQuery(1, next), { replace: true }), [setQuery]),
  );
  const setPage = (next: number) => setQuery(listQuery(next, search), { replace: true });
  const listState = useListState();
  const region = useRef<HTMLDivElement>(null);
  const users = useUsers(page, search);
  const remove = useDeleteUser();
  const [toDelete, setToDelete] = useState<Account | null>(null);

  // The last page may have gone with its last account.
  const pageCount = users.data?.pagination.pageCount ?? page;
  useEffect(() => {
    if (pageCount > 0 && page > pageCount) setQuery(listQuery(pageCount, search), { replace: true });
  }, [page, pageCount, search, setQuery]);

  if (users.isPending) return <Page.Loading />;
  const { results = [], pagination } = users.data ?? {};
  return (
    <Page.Main>
      <Page.Title>{formatMessage({ id: 'panel.users' })}</Page.Title>
      <Layouts.Header
        title={formatMessage({ id: 'panel.users' })}
        subtitle={formatMessage({ id: 'panel.users.subtitle' })}
        primaryAction={
          canCreate ? (
            <LinkButton tag={Link} to="create" state={listState} startIcon={<Plus />} size="S">
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
              value={typed}
              maxLength={255}
              placeholder={formatMessage({ id: 'panel.users.search' })}
              clearLabel={formatMessage({ id: 'panel.search.clear' })}
              onChange={(event) => setTyped(event.target.value)}
              onClear={() => setTyped('')}
            >
              {formatMessage({ id: 'panel.users.search' })}
            </Searchbar>
          </SearchForm>
        </Box>
        <div ref={region} tabIndex={-1} role="region" aria-label={formatMessage({ id: 'panel.users' })}>
        {users.data ? null : <LoadFailure error={users.error} onRetry={() => void users.refetch()} />}
        {users.data && !results.length ? (
          <EmptyStateLayout
            content={formatMessage({ id: 'panel.users.nothing-found' }, { search: `\u2068${search}\u2069` })}
            hasRadius
            shadow="tableShadow"
          />
        ) : null}
        {results.length ? <DataList<Account>
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
              render: ({ roles }) => {
                const names = roles.map(({ name }) => name).join(', ');
                return <Clamp as="bdi" title={names}>{names}</Clamp>;
              },
            },
            {
              label: formatMessage({ id: 'panel.users.state' }),
              render: (user) => {
                const id = accountState(user, Date.now());
                return <StateDot $color={STATE_COLORS[id]}>{formatMessage({ id })}</StateDot>;
              },
            },
          ]}
        /> : null}
        </div>
        {pagination && pagination.pageCount > 1 ? (
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
        item={toDelete && { id: toDelete.id, name: nameOf(toDelete) }}
        note={formatMessage({ id: 'panel.users.delete.note' })}
        region={region}
        onClose={() => setToDelete(null)}
        onDelete={remove.mutateAsync}
      />
    </Page.Main>
  );
}
